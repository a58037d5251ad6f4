import { describe, expect, it } from 'vitest'
import type { HeldRow } from '../src/cli/held-named.ts'
import type { Quarantined } from '../src/cli/quarantined.ts'
import { classOf, inClass, planned, sceneOf } from './cli-class.ts'
import type { Ran, Scene } from './cli-scene.ts'

interface Unattended {
  readonly outcome: string
  readonly held?: HeldRow
}
const resultOf = ({ json }: Ran): Unattended => (json.data as { readonly unattended: Unattended }).unattended
const heldIn = ({ json }: Ran): HeldRow => (json.data as { readonly held: HeldRow }).held
const nightly = (scene: Scene): Promise<Ran> =>
  scene.run(['apply', 'plan.json', '--unattended', '--by', 'nightly', '--json'])

/** A class with a plan that a run at night put into the queue. */
async function queued(scene: Scene): Promise<string> {
  await scene.run(['init'])
  await planned(scene)
  return resultOf(await nightly(scene)).held?.id ?? ''
}

describe('apply --unattended', () => {
  it('does nothing but plan where the target says nothing else, and leaves the plan to a person', async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake)
    await scene.run(['init'])
    await planned(scene)
    const first = await nightly(scene)
    expect([first.code, resultOf(first).outcome]).toEqual([3, 'planned'])
    expect(fake.ledger.entries).toEqual([])
    const list = await scene.run(['held', 'list', '--json'])
    expect([list.code, list.json.data]).toEqual([3, { held: [resultOf(first).held] }])
    const text = await scene.run(['apply', 'plan.json', '--unattended'])
    expect(text.stdout).toMatch(/^planned: /u)
    expect(text.stderr).toContain('To decide: user-admin held show')
  })

  it('does what the target allows, and holds what guards hold: 0, then 4', async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake, { unattended: 'within-guards' })
    await scene.run(['init'])
    await planned(scene)
    const done = await nightly(scene)
    expect([done.code, resultOf(done).outcome, inClass(fake)]).toEqual([0, 'done', []])
    await using more = await classOf(12)
    await using other = await sceneOf(more, { unattended: 'within-guards' })
    await other.run(['init'])
    await planned(other)
    const held = await nightly(other)
    expect([held.code, resultOf(held).outcome, inClass(more).length]).toEqual([4, 'held', 12])
  })

  it('leaves a target alone in which too much failed, until somebody has looked: 5', { timeout: 180_000 }, async () => {
    await using fake = await classOf(5)
    await using scene = await sceneOf(fake, { unattended: 'within-guards' })
    await scene.run(['init'])
    await planned(scene)
    fake.fault({ on: 'deleteWorkspaceUser', times: 5, give: { status: 400, body: '{}' } })
    const failed = await nightly(scene)
    expect(failed.code).not.toBe(0)
    const after = await nightly(scene)
    expect([after.code, resultOf(after).outcome, inClass(fake).length]).toEqual([5, 'quarantined', 5])

    const list = await scene.run(['quarantine', 'list', '--json'])
    const [one] = (list.json.data as { readonly quarantines: readonly Quarantined[] }).quarantines
    expect([list.code, one?.name]).toEqual([5, 'spring-class'])
    expect((await scene.run(['quarantine', 'list'])).stdout).toContain('Find out what failed and mend it')
    const wrong = await scene.run(['quarantine', 'leave', 'autumn-class', '--reason', 'mended'])
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('is not in quarantine') as string])
    const left = await scene.run(['quarantine', 'leave', 'spring-class', '--reason', 'mended', '--json'])
    expect([left.code, left.json.data]).toEqual([0, { left: one?.subject }])
    expect((await scene.run(['quarantine', 'list'])).stdout).toBe('Nothing is in quarantine.\n')
    fake.heal()
    expect([(await nightly(scene)).code, inClass(fake).length]).toEqual([0, 0])
  })
})

describe('the queue', () => {
  it('lets a plan through by its whole id, and apply does it with what was released', {
    timeout: 180_000,
  }, async () => {
    await using fake = await classOf(12)
    await using scene = await sceneOf(fake)
    const id = await queued(scene)
    const short = await scene.run(['held', 'approve', id.slice(0, 8), '--release', 'per-run'])
    expect([short.code, short.stderr]).toEqual([2, expect.stringContaining(`by its whole id: ${id}`) as string])
    const bare = await scene.run(['held', 'approve', id])
    expect([bare.code, bare.stderr]).toEqual([2, expect.stringContaining('--release per-run') as string])
    const shown = await scene.run(['held', 'show', id.slice(0, 8)])
    expect([shown.code, shown.stdout]).toEqual([
      4,
      expect.stringMatching(/^waiting: put into the queue by nightly/u) as string,
    ])

    const words = ['--release', 'per-run', '--reason', 'end of term', '--ticket', 'HR-7', '--by', 'head@example.edu']
    const approved = await scene.run(['held', 'approve', id, ...words, '--json'])
    expect([approved.code, heldIn(approved).status]).toEqual([0, 'approved'])
    expect(heldIn(approved).decision).toMatchObject({ by: 'head@example.edu', ticket: 'HR-7', release: ['per-run'] })
    expect(fake.ledger.entries).toEqual([])

    const more = await scene.run(['apply', '--release', 'rolling'])
    expect([more.code, more.stderr]).toEqual([2, expect.stringContaining('leave --release out') as string])
    const done = await scene.run(['apply', '--json'])
    expect([done.code, done.json.data]).toEqual([
      0,
      expect.objectContaining({
        report: expect.objectContaining({ approvedBy: 'head@example.edu' }) as object,
      }) as object,
    ])
    expect(inClass(fake)).toEqual([])
    const list = await scene.run(['held', 'list', '--all', '--json'])
    expect((list.json.data as { held: readonly HeldRow[] }).held.map(({ status }) => status)).toEqual(['applied'])
    expect((await scene.run(['held', 'list'])).stdout).toBe('No plan waits.\n')
  })

  it('keeps a plan that was rejected from being carried out, until a person plans it by hand', {
    timeout: 180_000,
  }, async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake, { unattended: 'report' })
    const id = await queued(scene)
    const without = await scene.run(['held', 'reject', id.slice(0, 8)])
    expect([without.code, without.stderr]).toEqual([2, expect.stringContaining('--reason') as string])
    const rejected = await scene.run(['held', 'reject', id.slice(0, 8), '--reason', 'they come back', '--json'])
    expect([rejected.code, heldIn(rejected).status]).toEqual([0, 'rejected'])
    const refused = await scene.run(['apply', id, '--approve', id])
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('The plan was rejected by tester@example.edu: they come back') as string,
    ])
    const late = await scene.run(['held', 'approve', id])
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('was rejected') as string])
    expect(late.stderr).toContain('plan it by hand: what user-admin plan shows has an id of its own')
    // A schedule makes nothing anew, and what was decided stands.
    await nightly(scene)
    expect((await scene.run(['apply', id, '--approve', id])).code).toBe(1)
    expect(fake.ledger.entries).toEqual([])
    const own = await planned(scene)
    const shown = await scene.run(['apply', 'plan.json'])
    expect([shown.code, shown.stderr]).toEqual([
      3,
      expect.stringMatching(/tester@example\.edu rejected some of this at .*: they come back/u) as string,
    ])
    const done = await scene.run(['apply', 'plan.json', '--approve', own])
    expect([done.code, inClass(fake)]).toEqual([0, []])
  })

  it('takes an approval on the line for its own, and shows afterwards what became of the plan', async () => {
    await using fake = await classOf(2)
    await using scene = await sceneOf(fake)
    const id = await queued(scene)
    const { code } = await scene.run(['apply', id, '--approve', id, '--by', 'head@example.edu'])
    expect([code, inClass(fake)]).toEqual([0, []])
    const held = heldIn(await scene.run(['held', 'show', id, '--json']))
    expect([held.status, held.decision?.by]).toEqual(['applied', 'head@example.edu'])
  })

  it('refuses an id that is none, or that nobody has', async () => {
    await using fake = await classOf(0)
    await using scene = await sceneOf(fake)
    expect((await scene.run(['held', 'show', 'plan.json'])).stderr).toContain('is no id of a plan')
    const { code, stderr } = await scene.run(['held', 'show', '12345678'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('No plan 12345678 is in the queue') as string])
  })
})
