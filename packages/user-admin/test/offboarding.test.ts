import { readFile } from 'node:fs/promises'
import { peopleSource, type SourcePerson } from 'user-admin'
import { describe, expect, it } from 'vitest'
import { offboardLeavers } from '../../../examples/offboard-leavers/job.ts'
import { startCompany } from './offboarding-company.ts'

const hour = 3_600_000

const names = Array.from({ length: 24 }, (_, index) => `person${index}`)
const known = names.map((name): SourcePerson => ({ id: name, email: `${name}@corp.test`, status: 'active' }))
const rest = known.slice(1)
const leaver = 'person0@corp.test'

/** What a directory says once it is so; each as a source of it was seen to say in the tests against real ones. */
const signals: readonly (readonly [signal: string, says: readonly SourcePerson[]])[] = [
  ['disabled', [...rest, { id: 'person0', email: leaver, status: 'disabled' }]],
  ['expired: the last day of the account is over', [...rest, { id: 'person0', email: leaver, status: 'expired' }]],
  ['deleted, and what is left has the address', [...rest, { id: 'person0', email: leaver, status: 'deleted' }]],
  ['deleted, and only the id is left', [...rest, { id: 'person0', status: 'deleted' }]],
  ['taken out of the group', rest],
  ['moved out of the base', rest],
  ['gone without a trace', rest],
]

// Three signals are the same to a source: what was measured once is not measured again.
const measured = new Map<readonly SourcePerson[], Promise<readonly string[]>>()

function measure(says: readonly SourcePerson[]): Promise<readonly string[]> {
  const all =
    measured.get(says) ?? Promise.all([times(says, hour), times(says, 24 * hour)]).then((parts) => parts.flat())
  measured.set(says, all)
  return all
}

/** Lets the signal come just after a run, and runs the job until nothing is left: hours until each way in was closed. */
async function times(says: readonly SourcePerson[], every: number): Promise<readonly string[]> {
  let people: readonly SourcePerson[] = known
  await using company = await startCompany(names.map((name) => `${name}@corp.test`))
  const { clock, admins, state, access } = company
  const source = peopleSource('directory', () => people, { now: clock.now })
  const run = async (): Promise<void> => {
    const order = { assets: 'leave', now: clock.now } as const
    const { plan } = await offboardLeavers(source, admins, state, order, () => undefined)
    const held = plan.steps.flatMap(({ heldBy }) => heldBy)
    if (held.some((code) => code !== 'leaver')) throw new Error(`held by ${held.join(', ')}`)
    const approve = { id: plan.id, by: 'ops@corp.test' }
    await offboardLeavers(source, admins, state, { ...order, approve }, () => undefined)
  }
  await run()
  expect(access(leaver)).toEqual({ aac: 'in', houston: 'in' })
  people = says
  const closed: Record<'suspended' | 'aac' | 'houston', number | undefined> = {
    suspended: undefined,
    aac: undefined,
    houston: undefined,
  }
  const isOpen = (): boolean => closed.aac === undefined || closed.houston === undefined
  for (let after = every; after <= 72 * hour && isOpen(); after += every) {
    clock.advance(every)
    await run()
    const now = access(leaver)
    if (now.aac !== 'in') closed.suspended ??= after
    if (now.aac === 'out') closed.aac ??= after
    if (now.houston === 'out') closed.houston ??= after
  }
  // Nobody else lost anything.
  expect(names.slice(1).map((name) => access(`${name}@corp.test`))).toEqual(
    rest.map(() => ({ aac: 'in', houston: 'in' })),
  )
  return [closed.suspended, closed.aac, closed.houston].map((ms) => (ms === undefined ? 'never' : `${ms / hour} h`))
}

describe('docs/offboarding.md', () => {
  it.each(signals)('says how long somebody gets in who is %s', async (signal, says) => {
    const row = `| ${[signal, ...(await measure(says))].join(' | ')} |`
    expect(await readFile(new URL('../docs/offboarding.md', import.meta.url), 'utf8')).toContain(row)
  })
})
