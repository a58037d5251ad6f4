import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import type { Report } from '../src/index.ts'
import { classOf, inClass, other, planned, sceneOf } from './cli-class.ts'
import { startScene } from './cli-scene.ts'

interface Applied {
  readonly plan: string
  readonly fresh: string
  readonly steps: readonly object[]
  readonly line?: string
  readonly report?: Report
}

describe('apply', () => {
  it('shows what it would do and the line that does it, which does exactly that', async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake)
    const id = await planned(scene)
    const shown = await scene.run(['apply', 'plan.json'])
    expect(shown.code).toBe(3)
    expect(shown.stdout).toContain('student1@example.edu')
    const line = `user-admin apply plan.json --approve ${id}`
    expect(shown.stdout.trimEnd().endsWith(`Nothing was changed. To carry it out: ${line}`)).toBe(true)
    expect(fake.ledger.entries).toEqual([])

    const done = await scene.run([...line.split(' ').slice(1), '--reason', 'the semester is over'])
    expect([done.code, done.stdout]).toEqual([0, 'Ended: 3 done\nRead again: 0 left\n'])
    const [, run = ''] = /^To put back what can be: user-admin undo ([0-9a-f-]{36})$/mu.exec(done.stderr) ?? []
    expect((await scene.run(['undo', run])).code).toBe(3)
    expect(done.stderr).toMatch(/^Applying {2}\d\/3 {2}take student\d@example\.edu out of workspace spring-class$/mu)
    expect(inClass(fake)).toEqual([])
    const again = await scene.run(['apply', id.slice(0, 8), '--approve', id, '--json'])
    expect([again.code, (again.json.data as Applied).steps]).toEqual([0, []])
    const { stdout } = await scene.run(['explain', 'student1@example.edu'])
    expect(stdout).toContain('tester@example.edu')
  })

  it('does nothing of what a guard holds before it is released by name', async () => {
    await using fake = await classOf(12)
    await using scene = await sceneOf(fake)
    const id = await planned(scene)
    const held = await scene.run(['apply', 'plan.json', '--approve', id, '--json'])
    expect([held.code, held.json.ok, (held.json.data as Applied).line]).toEqual([
      4,
      true,
      `user-admin apply plan.json --json --approve ${id} --release per-run`,
    ])
    expect(fake.ledger.entries).toEqual([])
    const done = await scene.run(['apply', 'plan.json', '--approve', id, '--release', 'per-run', '--json'])
    expect([done.code, (done.json.data as Applied).report?.counts.done]).toEqual([0, 12])
    expect(inClass(fake)).toEqual([])
  })

  it('does of an approved plan only what a fresh one says as well, and names the rest', async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake)
    const id = await planned(scene)
    const teacher = await other(fake)
    await teacher.remove({ email: 'student1@example.edu' })
    await teacher.invite({ email: 'student9@example.edu' })
    const before = fake.ledger.entries.length
    const { code, json } = await scene.run(['apply', 'plan.json', '--approve', id, '--json'])
    const { report, plan, fresh } = json.data as Applied
    expect([code, plan === id, fresh === id]).toEqual([7, true, false])
    expect(report?.counts).toMatchObject({ done: 2, skipped: 1 })
    expect(json.warnings).toEqual([
      expect.stringContaining('There is no baseline for workspace spring-class') as string,
      'Of what was planned, 1 step is not asked for any more.',
      'The targets have changed since: 1 step is not part of this plan and is left undone.',
    ])
    expect(inClass(fake)).toEqual(['student9@example.edu'])
    const touched = new Set(fake.ledger.entries.slice(before).map(({ target }) => target))
    expect([...touched].toSorted()).toEqual(['student2@example.edu', 'student3@example.edu'])
    const left = await scene.run(['apply', 'plan.json', '--approve', id])
    expect([left.code, left.stdout]).toEqual([
      3,
      expect.stringContaining('nobody approved: nothing was changed') as string,
    ])
  })

  it('refuses a plan that is more than 72 hours old, and one that was changed', async () => {
    await using fake = await classOf(1)
    await using scene = await sceneOf(fake)
    const id = await planned(scene)
    const text = await readFile(join(scene.folder, 'plan.json'), 'utf8')
    const madeAt = new Date(Date.now() - 73 * 3_600_000).toISOString()
    await scene.file('old.json', text.replace(/"madeAt": "[^"]+"/u, `"madeAt": "${madeAt}"`))
    const old = await scene.run(['apply', 'old.json', '--approve', id, '--state', './elsewhere'])
    expect([old.code, old.stderr]).toEqual([2, expect.stringContaining('more than 72 hours ago') as string])
    await scene.file('changed.json', text.replaceAll('student1', 'tutor1'))
    const changed = await scene.run(['apply', 'changed.json', '--approve', id])
    expect([changed.code, changed.stderr]).toEqual([
      2,
      expect.stringContaining('was changed after it was made') as string,
    ])
    expect(fake.ledger.entries).toEqual([])
  })

  it.each<[string, readonly string[], number, RegExp]>([
    ['a plan that there is not', ['apply', 'nowhere.json'], 2, /neither a file nor the id/u],
    ['the one approved plan of an empty queue', ['apply'], 2, /^No plan in the queue is approved/mu],
    ['a guard that there is not', ['apply', 'plan.json', '--release', 'all'], 2, /"all" is no guard/u],
    [
      'an approval by a schedule',
      ['apply', 'plan.json', '--unattended', '--approve', '12345678'],
      2,
      /exclude each other/u,
    ],
    ['a schedule without a goal', ['apply', '--unattended'], 2, /^Name the plan whose goal/mu],
  ])('refuses %s', async (_name, words, exit, says) => {
    await using scene = await startScene()
    await scene.configure({
      targets: { hq: { system: 'houston', url: 'http://127.0.0.1:9', credential: { env: 'NOBODY' } } },
    })
    const { code, stderr, stdout } = await scene.run(words)
    expect([code, stdout]).toEqual([exit, ''])
    expect(stderr).toMatch(says)
  })

  it('asks only the targets of the plan, and says which of them needs a sign-in', async () => {
    await using houston = await startFakeHouston({
      seed: {
        workspaces: [{ id: 'w1', label: 'Class 1' }],
        users: ['head', 'ana', 'li'].map((name, index) => ({
          username: `${name}@example.edu`,
          roleBindings: [{ role: index === 0 ? 'WORKSPACE_ADMIN' : 'WORKSPACE_VIEWER', workspace: 'w1' }],
        })),
      },
    })
    await using scene = await startScene()
    const target = await scene.houston(houston, { workspace: 'Class 1', credential: { env: 'KEY' } })
    const env = { KEY: houston.token }
    await scene.configure({
      policy: { rolling: { share: 1 } },
      targets: {
        broken: { ...target, credential: { file: 'nowhere.token' } },
        // Of a system that the plan says nothing of: not even asked.
        far: { system: 'aac', region: 'us1', credential: { file: 'elsewhere.json' } },
        lesson: target,
      },
    })
    const words = ['plan', 'leavers', 'ana@example.edu', '--action', 'remove', '--out', 'plan.json']
    const { json } = await scene.run([...words, '--target', 'lesson', '--json'], { env })
    const { id } = (json.data as { readonly plan: { readonly id: string } }).plan
    const refused = await scene.run(['apply', 'plan.json', '--approve', id], { env: { KEY: 'expired' } })
    expect(refused.code).toBe(6)
    expect(refused.stderr).toContain('No target reaches workspace Class 1')
    expect(refused.stderr).not.toContain('elsewhere')
    const done = await scene.run(['apply', 'plan.json', '--approve', id, '--json'], { env })
    expect([done.code, done.json.warnings]).toEqual([0, [expect.stringContaining('no baseline') as string]])
    expect(houston.ledger.entries.map(({ target: email }) => email)).toContain('ana@example.edu')
  })
})
