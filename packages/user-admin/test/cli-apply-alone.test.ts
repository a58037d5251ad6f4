import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import type { TargetForm } from '../src/cli/config/form.ts'
import type { Report } from '../src/index.ts'
import { type Scene, startScene } from './cli-scene.ts'

const classes = [1, 2, 3].map((index) => ({ id: `w${index}`, label: `Class ${index}` }))

async function school() {
  const fake = await startFakeHouston({
    seed: {
      workspaces: classes.map((one) => ({ ...one, members: 20 })),
      users: classes.flatMap(({ id }, index) => [
        { username: `head${index}@example.edu`, roleBindings: [{ role: 'WORKSPACE_ADMIN' as const, workspace: id }] },
        { username: `ana${index}@example.edu`, roleBindings: [{ role: 'WORKSPACE_VIEWER' as const, workspace: id }] },
      ]),
    },
  })
  const scene = await startScene()
  const targets: Record<string, TargetForm> = Object.fromEntries(
    await Promise.all(
      classes.map(
        async ({ label }, index): Promise<[string, TargetForm]> => [
          `class-${index}`,
          await scene.houston(fake, { workspace: label, credential: { env: `KEY_${index}` } }),
        ],
      ),
    ),
  )
  await scene.configure({ policy: { rolling: { share: 1 } }, targets })
  const env = Object.fromEntries(classes.map((_, index) => [`KEY_${index}`, fake.token]))
  const isIn = (index: number): boolean =>
    fake.ledger.entries.every(({ target }) => target !== `ana${index}@example.edu`)
  return { fake, scene, env, isIn }
}

async function planOf(scene: Scene, env: Readonly<Record<string, string>>): Promise<string> {
  const people = [0, 1, 2].map((index) => `ana${index}@example.edu`)
  const words = ['plan', 'leavers', ...people, '--action', 'remove', '--all-targets', '--out', 'plan.json', '--json']
  const { json } = await scene.run(words, { env })
  return (json.data as { readonly plan: { readonly id: string } }).plan.id
}

describe('a plan of several targets', () => {
  it('is done in those that answer, and in the others by the same approval later', { timeout: 180_000 }, async () => {
    const { fake, scene, env, isIn } = await school()
    await using _ = fake
    await using _scene = scene
    const id = await planOf(scene, env)
    const expired = { ...env, KEY_1: 'f'.repeat(32) }
    const shown = await scene.run(['apply', 'plan.json'], { env: expired })
    expect([shown.code, shown.stdout]).toEqual([7, expect.stringContaining(`--approve ${id}`)])
    expect(fake.ledger.entries).toEqual([])
    const first = await scene.run(['apply', 'plan.json', '--approve', id, '--json'], { env: expired })
    expect([first.code, first.json.targets]).toMatchObject([
      7,
      [
        { target: 'class-0', ok: true },
        { target: 'class-1', ok: false, problem: 'unauthenticated' },
        { target: 'class-2', ok: true },
      ],
    ])
    const { plan, report } = first.json.data as { readonly plan: string; readonly report: Report }
    expect([plan === id, report.counts.done, [0, 1, 2].map(isIn)]).toEqual([true, 2, [false, true, false]])
    expect(first.json.warnings).toContainEqual(
      expect.stringMatching(/^Left out, for class-1 failed: workspace Class 2\. .*apply the same plan again\.$/),
    )
    const second = await scene.run(['apply', 'plan.json', '--approve', id, '--json'], { env })
    expect([second.code, [0, 1, 2].map(isIn)]).toEqual([0, [false, false, false]])
    expect(fake.ledger.entries).toHaveLength(3)
  })

  it('is done in those that can be read whole, and nothing is concluded of one that fails in the midst', {
    timeout: 180_000,
  }, async () => {
    const [near, far] = [await school(), await school()]
    await using _near = near.fake
    await using _far = far.fake
    await using scene = near.scene
    await using _scene = far.scene
    await scene.configure({
      policy: { rolling: { share: 1 } },
      targets: {
        near: await scene.houston(near.fake, { workspace: 'Class 1' }),
        far: await scene.houston(far.fake, { workspace: 'Class 1' }),
      },
    })
    const words = ['plan', 'leavers', 'ana0@example.edu', '--action', 'remove', '--all-targets', '--out', 'plan.json']
    const { json: made } = await scene.run([...words, '--json'])
    const { id } = (made.data as { readonly plan: { readonly id: string } }).plan
    far.fake.fault({ on: /^WorkspaceMembers/, times: 1_000, give: { status: 500, body: '' } })
    const { code, json } = await scene.run(['apply', 'plan.json', '--approve', id, '--json'])
    expect([code, json.targets]).toMatchObject([
      7,
      [
        { target: 'far', ok: false, problem: 'unavailable' },
        { target: 'near', ok: true },
      ],
    ])
    expect([near.isIn(0), far.isIn(0)]).toEqual([false, true])
  })

  it('is not begun where none of them answers: 6', async () => {
    const { fake, scene, env } = await school()
    await using _ = fake
    await using _scene = scene
    const id = await planOf(scene, env)
    const none = Object.fromEntries(Object.keys(env).map((name) => [name, 'f'.repeat(32)]))
    const { code, stderr } = await scene.run(['apply', 'plan.json', '--approve', id], { env: none })
    expect([code, stderr]).toEqual([6, expect.stringContaining('Target class-1 does not answer')])
    expect(fake.ledger.entries).toEqual([])
  })
})
