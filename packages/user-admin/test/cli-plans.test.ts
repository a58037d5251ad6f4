import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import type { Plan, PlanDifference } from '../src/index.ts'
import { classOf, other, planned, sceneOf, stay } from './cli-class.ts'
import { type Ran, startScene } from './cli-scene.ts'

const planIn = ({ json }: Ran): Plan => (json.data as { readonly plan: Plan }).plan
const asked = ({ steps }: Plan): readonly string[] => steps.map(({ action, email }) => `${action} ${email}`)

describe('plan roster', () => {
  it('invites who is missing from one workspace, and leaves or takes out who is not on the list as it is told', async () => {
    await using fake = await classOf(2)
    await using scene = await sceneOf(fake)
    await scene.file('people.csv', '\uFEFFE-Mail;Room\r\nStudent1@Example.EDU;12\r\nnew@example.edu;13\r\n')
    const kept = await scene.run(['plan', 'roster', 'people.csv', '--json'])
    expect([kept.code, asked(planIn(kept))]).toEqual([3, ['invite new@example.edu']])
    expect(kept.json.warnings).toEqual(['Columns of people.csv that are not read: Room.'])
    const taken = await scene.run(['plan', 'roster', 'people.csv', '--absent', 'remove', '--json'])
    expect(taken.code).toBe(4)
    expect(asked(planIn(taken))).toContain('remove student2@example.edu')
    expect(asked(planIn(taken))).not.toContain('remove student1@example.edu')
    expect(fake.ledger.entries).toEqual([])
  })

  it('plans one file for many workspaces, each with its rows', async () => {
    await using fake = await startFakeHouston({ seed: { workspaces: ['Class 1', 'Class 2'], users: 3 } })
    await using scene = await startScene()
    await scene.configure({ targets: { classes: await scene.houston(fake, { workspaces: 'all' }) } })
    await scene.file(
      'teams.csv',
      'email,workspace,role\nana@example.edu,Class 1,WORKSPACE_EDITOR\nli@example.edu,Class 2,WORKSPACE_VIEWER\n',
    )
    const plan = planIn(await scene.run(['plan', 'roster', 'teams.csv', '--json']))
    const names = new Map(plan.scopes.map(({ key, scope }) => [key, scope.name]))
    expect(plan.steps.map(({ scope, email }) => [names.get(scope), email])).toEqual([
      ['Class 1', 'ana@example.edu'],
      ['Class 2', 'li@example.edu'],
    ])
  })

  it.each<[string, readonly string[], RegExp]>([
    ['no list', [], /^Say who is to be in/mu],
    ['two lists', ['people.csv', '--source', 'hr'], /exclude each other/u],
    ['a file that there is not', ['nowhere.csv'], /nowhere\.csv cannot be read \(ENOENT\)/u],
    ['a row that names nobody', ['bad.csv'], /^bad\.csv: .*line 2/mu],
    ['another word', ['people.csv', '--absent', 'delete'], /"delete" is none of keep, suspend, remove/u],
  ])('refuses %s', async (_name, words, says) => {
    await using fake = await classOf(0)
    await using scene = await sceneOf(fake)
    await scene.file('people.csv', 'email\nana@example.edu\n')
    await scene.file('bad.csv', 'email\nnobody\n')
    const { code, stderr } = await scene.run(['plan', 'roster', ...words, '--quiet'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(says) as string])
  })
})

describe('plan leavers', () => {
  it('suspends those of the line and of a file, or removes them, and names who means nobody', async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake)
    await scene.file('gone.csv', 'email\nstudent2@example.edu\n')
    const words = ['plan', 'leavers', 'Student1@example.edu', 'student77@example.edu', '--file', 'gone.csv', '--json']
    const suspended = planIn(await scene.run(words))
    expect(asked(suspended)).toEqual(['suspend student1@example.edu', 'suspend student2@example.edu'])
    expect(suspended.missing.map(({ entry }) => entry)).toEqual(['student77@example.edu'])
    const removed = planIn(await scene.run([...words, '--action', 'remove']))
    expect(asked(removed)).toEqual(['remove student1@example.edu', 'remove student2@example.edu'])
  })

  it.each<[string, readonly string[], RegExp]>([
    ['nobody', [], /^Say who left/mu],
    ['people and a source', ['a@example.edu', '--source', 'hr'], /exclude each other/u],
    ['a source that there is not', ['--source', 'hr'], /There is no source "hr"/u],
  ])('refuses %s', async (_name, words, says) => {
    await using fake = await classOf(0)
    await using scene = await sceneOf(fake)
    const { code, stderr } = await scene.run(['plan', 'leavers', ...words, '--quiet'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(says) as string])
  })
})

describe('plan inactive', () => {
  it('takes those who were last seen before a time, by a date or by days', async () => {
    const seen = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString()
    await using fake = await startFakeAac({
      seed: {
        workspaces: [{ name: 'spring-class' }],
        people: [
          ...['me', 'ta'].map((name) => ({ email: `${name}@example.edu`, isAdmin: true, lastLoginTime: seen(1) })),
          { email: 'here@example.edu', lastLoginTime: seen(30) },
          { email: 'away@example.edu', lastLoginTime: seen(120) },
        ],
      },
    })
    await using scene = await sceneOf(fake)
    for (const since of ['90d', seen(90).slice(0, 10)]) {
      const ran = await scene.run(['plan', 'inactive', '--since', since, '--json'])
      expect(asked(planIn(ran))).toEqual(['suspend away@example.edu'])
    }
    const { code, stderr } = await scene.run(['plan', 'inactive'])
    expect([code, stderr]).toEqual([2, expect.stringContaining("'--since <time>' not specified") as string])
  })
})

describe('plan diff', () => {
  it('says what is other in a later plan, and exits with 3; with 0 where nothing is', async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake)
    const before = await planned(scene)
    const same = await scene.run(['plan', 'diff', 'plan.json', before.slice(0, 8), '--json'])
    expect([same.code, (same.json.data as { difference: PlanDifference }).difference.same]).toEqual([0, true])
    const teacher = await other(fake)
    await teacher.remove({ email: 'student1@example.edu' })
    await scene.run(['plan', 'keep-only', ...stay, '--out', 'later.json'])
    const { code, json } = await scene.run(['plan', 'diff', 'plan.json', 'later.json', '--json'])
    const { difference } = json.data as { readonly difference: PlanDifference }
    expect([code, difference.gone.map(({ email }) => email)]).toEqual([3, ['student1@example.edu']])
    const shown = await scene.run(['plan', 'diff', 'plan.json', 'later.json'])
    expect(shown.stdout).toContain('student1@example.edu')
  })
})
