import type { FakeAacOptions } from '@user-admin/aac-client/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ChangeOptions, Member } from '../src/index.ts'
import { type AacWorld, aacWorld } from './aac-world.ts'

type Status = 'active' | 'invited' | 'suspended'
type Admin = AacWorld['admin']
type Act = (admin: Admin, member: Member, options: ChangeOptions) => Promise<unknown>

const acts: Readonly<Record<string, Act>> = {
  remove: (admin, { id, email }, o) => admin.remove({ id, email }, o),
  'transfer and remove': async (admin, { id, email }, o) => {
    await admin.transferAssets({ id, email }, { email: 'receiver@example.edu' }, o)
    return await admin.remove({ id, email }, o)
  },
  suspend: (admin, { id, email }, o) => admin.suspend({ id, email }, o),
  reinstate: (admin, { id, email }, o) => admin.reinstate({ id, email }, o),
  'give a role and take one': (admin, { id, email }, o) =>
    admin.setRoles({ id, email }, { add: ['3'], drop: ['2'] }, o),
  invite: (admin, { email }) => admin.invite({ email: `new.${email}` }),
  'invite with a role': (admin, { email }) => admin.invite({ email: `new.${email}`, roles: ['2'] }),
}

/** A workspace with as many people of one status, and everything that is asked at the beginning behind it. */
async function world(
  size: number,
  status: Status,
  options: FakeAacOptions = {},
): Promise<AacWorld & { readonly members: readonly Member[]; readonly count: () => number }> {
  const people = Array.from({ length: size }, (_, index) => ({
    email: `person${index}@example.edu`,
    roles: [2],
    status,
  }))
  const opened = await aacWorld({
    ...options,
    seed: { people: [{ email: 'receiver@example.edu', roles: [2] }, ...people] },
  })
  onTestFinished(() => opened.fake.close())
  const members: Member[] = []
  for await (const member of opened.admin.list()) if (member.email.startsWith('person')) members.push(member)
  const before = opened.fake.requests()
  return { ...opened, members, count: () => opened.fake.requests() - before }
}

const told = ({ mark }: Member): ChangeOptions => ({ ifMark: mark, onBefore: () => undefined })

describe('the requests of one change', () => {
  it.each<[act: string, status: Status, lists: 'all' | 'active', requests: number]>([
    ['remove', 'active', 'all', 3],
    ['remove', 'active', 'active', 3],
    ['remove', 'invited', 'all', 3],
    ['remove', 'suspended', 'all', 3],
    ['remove', 'suspended', 'active', 8],
    // Three of them look at the receiver, for all who are handed over in these seconds.
    ['transfer and remove', 'active', 'all', 4 + 4],
    ['suspend', 'active', 'all', 3],
    ['reinstate', 'suspended', 'all', 3],
    ['give a role and take one', 'active', 'all', 4],
    ['invite', 'active', 'all', 5],
    ['invite with a role', 'active', 'all', 7],
  ])('%s, of somebody %s, where %s people are listed unasked: so many', async (act, status, lists, requests) => {
    const { admin, members, count } = await world(1, status, { listsOnlyActive: lists === 'active' })
    for (const member of members) await acts[act]?.(admin, member, told(member))
    expect(count()).toBe(requests)
  })
})

describe('the requests of sixty changes at once', () => {
  // How many share a look depends a little on how busy the machine is.
  it.each<[act: string, status: Status, requests: number]>([
    ['remove', 'active', 1.8],
    ['remove', 'suspended', 1.8],
    ['transfer and remove', 'active', 3.5],
    ['suspend', 'active', 0.3],
    ['reinstate', 'suspended', 0.3],
    ['give a role and take one', 'active', 1.8],
    ['invite', 'active', 0.3],
    ['invite with a role', 'active', 0.4],
  ])('%s, of people who are %s: at most %d each', async (act, status, requests) => {
    const { admin, members, count, fake } = await world(60, status, { latency: 10 })
    await Promise.all(members.map(async (member) => await acts[act]?.(admin, member, told(member))))
    expect(count() / members.length).toBeLessThanOrEqual(requests)
    expect(new Set(fake.ledger.entries.map(({ operation, target }) => `${operation} ${target}`)).size).toBe(
      fake.ledger.entries.length,
    )
  })
})
