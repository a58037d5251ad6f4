import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../src/index.ts'
import { type Scene, startScene } from './cli-scene.ts'

const classOf = (students: number): Promise<FakeAac> =>
  startFakeAac({
    seed: {
      workspaces: [{ name: 'spring-class' }],
      people: [
        { email: 'me@example.edu', isAdmin: true },
        { email: 'ta@example.edu', isAdmin: true },
        ...Array.from({ length: 10 }, (_, index) => ({ email: `tutor${index + 1}@example.org` })),
        ...Array.from({ length: students }, (_, index) => ({ email: `student${index + 1}@example.edu` })),
      ],
    },
  })

/** A class with its target, `spring`. */
async function sceneOf(fake: FakeAac): Promise<Scene> {
  const scene = await startScene()
  await scene.configure({ targets: { spring: await scene.aac(fake) } })
  return scene
}
const stay = ['me@example.edu', 'ta@example.edu', '@example.org']

describe('plan keep-only', () => {
  it('says what would happen, changes nothing, and exits with 3 where nothing is held', async () => {
    await using fake = await classOf(1)
    await using scene = await sceneOf(fake)
    const { code, stdout, stderr } = await scene.run(['plan', 'keep-only', ...stay, '--leave-assets'])
    expect(code).toBe(3)
    expect(stdout).toMatch(/^Plan for /u)
    expect(stdout).toContain('student1@example.edu')
    expect(stderr).toMatch(/Nothing was changed\. To carry it out: user-admin apply [0-9a-f]{64}\n/u)
    expect(fake.ledger.entries).toEqual([])
  })

  it('exits with 4 where a guard holds something, and names the guard', async () => {
    await using fake = await classOf(12)
    await using scene = await sceneOf(fake)
    const { code, json } = await scene.run(['plan', 'keep-only', ...stay, '--json'])
    const { plan } = json.data as { readonly plan: Plan }
    expect([code, json.exit, json.ok]).toEqual([4, 4, true])
    expect(plan.held.map(({ code: guard }) => guard)).toContain('per-run')
  })

  it('exits with 0 where there is nothing to do', async () => {
    await using fake = await classOf(0)
    await using scene = await sceneOf(fake)
    const { code, stdout } = await scene.run(['plan', 'keep-only', '@example.edu', '@example.org'])
    expect([code, stdout]).toEqual([0, expect.stringContaining('nothing to do') as string])
  })

  it('writes the plan where it is told, readable for its owner alone, and shows it again by file and by id', async () => {
    await using fake = await classOf(1)
    await using scene = await sceneOf(fake)
    const made = await scene.run(['plan', 'keep-only', ...stay, '--leave-assets', '--out', 'plan.json', '--json'])
    const { plan, file } = made.json.data as { readonly plan: Plan; readonly file: string }
    expect(JSON.parse(await readFile(join(scene.folder, 'plan.json'), 'utf8'))).toEqual(plan)
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
    const asked = fake.requests()
    for (const name of ['plan.json', plan.id, plan.id.slice(0, 8)]) {
      const { code, json } = await scene.run(['plan', 'show', name, '--json'])
      expect([name, code, json.data]).toEqual([name, 3, { plan }])
    }
    expect(fake.requests()).toBe(asked)
  })

  it('takes the list of who stays from a file, and protects whom the policy names', async () => {
    await using fake = await classOf(2)
    await using scene = await startScene()
    await scene.file('safe.csv', 'email\r\nstudent2@example.edu\r\n')
    await scene.file('stay.csv', 'email\nme@example.edu\nta@example.edu\n')
    await scene.configure({
      targets: { spring: { ...(await scene.aac(fake)), assets: 'leave' } },
      policy: { protectFile: 'safe.csv' },
    })
    const { json } = await scene.run(['plan', 'keep-only', '@example.org', '--file', 'stay.csv', '--json'])
    const { plan } = json.data as { readonly plan: Plan }
    expect(plan.steps.map(({ email }) => email)).toEqual(['student1@example.edu'])
  })

  it.each<[string, readonly string[], RegExp]>([
    ['nobody', [], /^Say who stays/u],
    ['two ways at once', ['me@example.edu', '--only-me'], /exclude each other/u],
    ['two decisions about assets', ['--only-me', '--leave-assets', '--transfer-to', 'a@b.c'], /exclude each other/u],
    ['a source that there is not', ['--source', 'hr'], /^There is no source "hr"; the configuration has none\.$/mu],
    ['a word that names nobody', ['a@@b'], /neither an e-mail address/u],
  ])('refuses %s, and exits with 2', async (_name, words, says) => {
    await using fake = await classOf(1)
    await using scene = await sceneOf(fake)
    const { code, stderr, stdout } = await scene.run(['plan', 'keep-only', ...words, '--quiet'])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(says)
  })
})

describe('plan show', () => {
  it('refuses a plan that was changed after it was made', async () => {
    await using fake = await classOf(1)
    await using scene = await sceneOf(fake)
    await scene.run(['plan', 'keep-only', ...stay, '--leave-assets', '--out', 'plan.json'])
    const text = await readFile(join(scene.folder, 'plan.json'), 'utf8')
    await scene.file('plan.json', text.replaceAll('student1', 'student2'))
    const { code, stderr } = await scene.run(['plan', 'show', 'plan.json'])
    expect([code, stderr]).toEqual([2, 'The plan in plan.json was changed after it was made: make a fresh one.\n'])
  })
})
