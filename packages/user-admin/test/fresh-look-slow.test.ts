import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { aacWorkspace, type Member } from '../src/index.ts'

const real = performance.now.bind(performance)
let waited = 0
beforeEach(() => {
  waited = 0
  vi.spyOn(performance, 'now').mockImplementation(() => real() + waited)
})

/** A workspace where each request of these operations waits for so many milliseconds, which nobody has to wait for here. */
async function slow(waits: Readonly<Record<string, readonly number[]>>) {
  const fake = await startFakeAac({ seed: { people: 12 } })
  onTestFinished(() => fake.close())
  const left = new Map(Object.entries(waits).map(([operation, ms]) => [operation, [...ms]]))
  let isSlow = false
  let looks = 0
  const gate = async ({ operation }: { readonly operation: string }): Promise<undefined> => {
    if (!isSlow) return undefined
    if (operation === 'listWorkspaceUsers') looks += 1
    waited += left.get(operation)?.shift() ?? 0
    return undefined
  }
  const admin = await aacWorkspace(
    new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch, gate }),
  )
  const members: Member[] = []
  for await (const member of admin.list()) members.push(member)
  isSlow = true
  return { fake, admin, person: members.at(-1) ?? expect.unreachable(), looks: () => looks }
}

const always = (ms: number): readonly number[] => Array.from({ length: 99 }, () => ms)

describe('a look that takes long itself', () => {
  it('is acted on once it is over: another would take as long', async () => {
    const { fake, admin, person } = await slow({ listWorkspaceUsers: always(45_000) })
    expect(await admin.remove({ email: person.email })).toMatchObject({ outcome: 'done' })
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })

  it('is not acted on where what is to be sent waits as long again, and half a minute', async () => {
    const { fake, admin, person, looks } = await slow({
      listWorkspaceUsers: [45_000],
      deleteWorkspaceUser: [76_000],
    })
    const before = looks()
    await admin.remove({ email: person.email })
    expect(looks() - before).toBeGreaterThan(2)
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })
})
