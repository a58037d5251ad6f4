import { describe, expect, it } from 'vitest'
import { inactive, keepOnly, type UnattendedResult } from '../src/index.ts'
import { crowd, member } from './memory.ts'
import { hour, type Nightly, nightly } from './unattended-worlds.ts'

const within = { may: 'within-guards' } as const
const idOf = ({ plan }: UnattendedResult): string => plan?.id ?? ''

/** Six are to go, one too many for one run, and Ana rejects that; p005 is not here any more after it. */
async function rejected(): Promise<Nightly> {
  const world = await nightly(crowd(6))
  await world.state.held.reject(idOf(await world.run(within)), { by: 'ana', reason: 'They stay' })
  world.admin.members = world.admin.members.filter(({ email }) => email !== 'p005@example.edu')
  return world
}

describe('what somebody rejected', () => {
  it('is not done unasked after another list or policy was given', async () => {
    const { admin, later } = await rejected()
    expect((await later(hour, { ...within, policy: { protect: ['p000@example.edu'] } })).outcome).toBe('held')
    const list = keepOnly(['bo@example.edu', '@staff.example', 'p001@example.edu'])
    expect(await later(hour, within, list)).toMatchObject({
      outcome: 'held',
      held: { status: 'waiting', why: 'ana rejected part of it before.' },
    })
    expect(admin.calls).toEqual([])
  })

  it('is not done unasked to people whose role has changed since', async () => {
    const { admin, later } = await rejected()
    admin.members = admin.members.map((one) => ({ ...one, mark: `${one.mark}, another role` }))
    expect((await later(hour, within)).outcome).toBe('held')
    expect(admin.calls).toEqual([])
  })

  it('is no word about what another goal asks for', async () => {
    const { admin, later } = await rejected()
    admin.members = admin.members.map((one) =>
      one.email.startsWith('p0') ? { ...one, lastSeenAt: 0 } : { ...one, lastSeenAt: Date.now() },
    )
    expect((await later(hour, within, inactive({ since: '2020-01-01' }))).outcome).toBe('done')
  })

  it('is not done by an approval that was given before it', async () => {
    const { admin, later, run, state } = await nightly(crowd(6))
    const first = idOf(await run(within))
    await state.held.approve(first, { by: 'ana', release: ['per-run'] })
    await state.quarantines.enter('https://us1.alteryxcloud.com/41877', { by: 'bo', why: 'A look.', leave: 'Wait.' })
    admin.members = [...admin.members, member('late@example.edu')]
    const second = await later(hour, within)
    await state.held.reject(second.held?.plan.id ?? '', { by: 'bo', reason: 'They stay after all' })
    await state.quarantines.leave('https://us1.alteryxcloud.com/41877', { by: 'bo', reason: 'Looked.' })
    const third = await later(hour, within)
    expect([third.outcome, third.approved]).toEqual(['held', undefined])
    expect(admin.calls).toEqual([])
    expect(await state.held.get(first)).toMatchObject({ status: 'approved' })
  })

  it('is done once somebody approves it after all', async () => {
    const { admin, later, state } = await rejected()
    const again = await later(hour, within)
    await state.held.approve(again.held?.plan.id ?? '', { by: 'ana' })
    expect((await later(hour, within)).outcome).toBe('done')
    expect(admin.calls).toHaveLength(5)
  })
})
