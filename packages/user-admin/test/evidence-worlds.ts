import { type LeaverRow, type LeaversEvidence, leaversEvidence, type Survey, surveyOf } from '../src/evidence/index.ts'
import {
  leavers,
  type Member,
  memoryState,
  type Policy,
  peopleSource,
  runUnattended,
  type Source,
  type SourcePerson,
  type State,
  type UnattendedOptions,
  type UserReader,
} from '../src/index.ts'
import { aacScope, MemoryAdmin, member, staff, workspaceScope } from './memory.ts'
import { second, self } from './plan-worlds.ts'

export const hour = 3_600_000
export const day: number = 24 * hour
export const start: number = Date.parse('2026-11-16T20:00:00Z')

const spring = aacScope
const data = workspaceScope

/** A company with two workspaces, a source, a nightly run and a clock. */
export interface Company {
  readonly clock: { time: number }
  readonly state: State
  readonly spring: MemoryAdmin
  readonly data: MemoryAdmin
  readonly people: SourcePerson[]
  /** What is wrong with the source, and with which target. */
  readonly trouble: { source?: string; target?: MemoryAdmin }
  /** Somebody is otherwise in the source from now on. */
  readonly show: (id: string, about: Partial<SourcePerson> | undefined) => void
  readonly later: (ms: number) => void
  readonly run: (options?: Partial<UnattendedOptions>) => ReturnType<typeof runUnattended>
  readonly survey: (more?: Partial<Parameters<typeof surveyOf>[0]>) => Promise<Survey>
  readonly evidence: (more?: Partial<Parameters<typeof surveyOf>[0]>, sla?: number) => Promise<LeaversEvidence>
  /** The row of one leaver and target. */
  readonly row: (of: LeaversEvidence, id: string, target: string) => LeaverRow | undefined
}

const others = staff(20)
const person = (name: string, about: Partial<SourcePerson> = {}): SourcePerson => ({
  id: name,
  email: `${name}@example.edu`,
  status: 'active',
  ...about,
})

/** Opens it: these work in both workspaces, and a first run has read everything. */
export async function companyOf(
  names: readonly string[],
  about: { readonly state?: State; readonly strangers?: readonly Member[]; readonly policy?: Policy } = {},
): Promise<Company> {
  const clock = { time: start }
  const now = (): number => clock.time
  const state = about.state ?? memoryState({ now })
  const here = names.map((name) => member(`${name}@example.edu`))
  const [one, two] = [
    new MemoryAdmin([self, second, ...others, ...here, ...(about.strangers ?? [])], spring),
    new MemoryAdmin([self, second, ...others, ...here], data),
  ]
  const trouble: Company['trouble'] = {}
  const people: SourcePerson[] = [
    ...others.map(({ email }): SourcePerson => ({ id: email, email, status: 'active' })),
    person('me'),
    person('bo'),
    ...names.map((name) => person(name)),
  ]
  const list = peopleSource('corp', () => people, { now })
  const source: Source = {
    name: 'corp',
    read: async (options) => {
      const snapshot = await list.read(options)
      return trouble.source === undefined || snapshot.kind === 'incomplete'
        ? snapshot
        : { kind: 'incomplete', source: 'corp', readAt: snapshot.readAt, reason: trouble.source, seen: 3 }
    },
  }
  for (const admin of [one, two]) {
    await state.record({ kind: 'baseline', scope: admin.scope, at: iso(start), members: 50 })
    const listed = admin.list.bind(admin)
    admin.list = () => {
      if (trouble.target === admin) throw new Error('down')
      return listed()
    }
  }
  const targets: readonly { name: string; reader: UserReader }[] = [
    { name: 'spring', reader: one },
    { name: 'data', reader: two },
  ]
  const policy: Policy = about.policy ?? {}
  const company: Company = {
    clock,
    state,
    spring: one,
    data: two,
    people,
    trouble,
    show: (id, more) => {
      const index = people.findIndex((each) => each.id === id)
      const before = people[index]
      if (before === undefined) throw new Error(`Nobody has the id ${id}.`)
      if (more === undefined) people.splice(index, 1)
      else people[index] = { ...before, ...more }
    },
    later: (ms) => {
      clock.time += ms
    },
    run: (options) =>
      runUnattended([one, two], async (call) => leavers(await source.read(call), { action: 'remove' }), {
        state,
        by: 'nightly',
        may: 'within-guards',
        assets: 'leave',
        policy,
        now,
        ...options,
      }),
    survey: (more) => surveyOf({ targets, sources: [source], state, policy, now, ...more }),
    evidence: async (more, sla = day) => {
      const survey = await company.survey(more)
      return await leaversEvidence({
        rows: state.journal.rows(),
        plan: (id) => state.plan(id),
        survey,
        since: iso(start),
        until: iso(clock.time),
        sla,
      })
    },
    row: (of, id, target) => of.rows.find((each) => each.person.id === id && each.target === target),
  }
  await company.run()
  return company
}

export const iso = (time: number): string => new Date(time).toISOString()
