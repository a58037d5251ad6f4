import { createHash } from 'node:crypto'
import fc from 'fast-check'
import type {
  BaselineMade,
  Decision,
  Entry,
  Intent,
  Quarantined,
  RunBegan,
  RunEnded,
  Seen,
  StepEnded,
} from '../src/journal/journal.ts'
import { guardCodes } from '../src/plan/step.ts'
import type { Caller, Scope } from '../src/user-admin.ts'

// Rows as runs write them, of people with names that are no ASCII, and what a system's own record may hold.
const firsts = ['ana', 'bo', 'zoë', 'łukasz', '例え', 'o’brien', 'x"y', 'back\\slash', 'line\u2028end', '😀', '\uFFFD']
const id = fc.integer({ min: 1, max: 99_999 }).map(String)
const email = fc.tuple(fc.constantFrom(...firsts), id).map(([first, number]) => `${first}.${number}@example.edu`)
const role = fc.constantFrom('viewer', 'WORKSPACE_EDITOR', 'admin')
const sentence = fc.constantFrom(
  'Not on the list of people to keep.',
  'HTTP 502, not JSON: "<html>"',
  'The person is “still” there — see https://example.edu/?a=b&c',
)
const caller = fc.record<Caller>({
  id,
  email,
  kind: fc.constantFrom('person', 'service-account'),
})
const scope = fc.constantFrom<Scope>(
  { system: 'aac', kind: 'workspace', origin: 'https://us1.alteryxcloud.com', id: '41877', name: 'spring-class' },
  { system: 'houston', kind: 'platform', origin: 'https://h.example.com', id: 'platform', name: 'example.com' },
)
const key = scope.map((one) => `${one.origin}/${one.id}`)
const run = { run: fc.uuid(), plan: fc.stringMatching(/^[0-9a-f]{64}$/), by: fc.constantFrom('nightly-job', 'Bö') }
const native = fc.jsonValue({ maxDepth: 1 })
const seen = fc.record<Seen>(
  {
    id,
    email,
    aliases: fc.array(email, { maxLength: 2 }),
    status: fc.constantFrom('active', 'invited', 'suspended'),
    roles: fc.array(role, { maxLength: 2 }),
    access: fc.array(
      fc.record({ via: fc.constant('direct' as const), role, managedBy: fc.constant('here' as const) }),
      { maxLength: 2 },
    ),
    mark: fc.base64String({ minLength: 8, maxLength: 24 }),
    name: fc.string({ maxLength: 20 }),
    native,
  },
  { requiredKeys: ['id', 'email', 'aliases', 'status', 'roles', 'access', 'mark'] },
)
const action = fc.constantFrom('remove' as const, 'invite' as const, 'suspend' as const, 'transfer' as const)
const step = { ...run, step: fc.nat(500), scope: key, email, id, action, credential: caller, what: sentence }
const counts = fc.record({
  done: fc.nat(900),
  pending: fc.nat(9),
  unchanged: fc.nat(9),
  remains: fc.nat(9),
  skipped: fc.nat(9),
  blocked: fc.nat(9),
  failed: fc.nat(9),
  unknown: fc.nat(9),
})

const intent: fc.Arbitrary<Intent> = fc.record({
  kind: fc.constant('intent'),
  ...step,
  reason: sentence,
  before: fc.option(seen),
})
const outcome: fc.Arbitrary<StepEnded> = fc.record(
  {
    kind: fc.constant('outcome'),
    ...step,
    outcome: fc.constantFrom('done', 'pending', 'unchanged', 'remains', 'skipped', 'failed', 'unknown'),
    reason: sentence,
    requests: fc.array(fc.uuid(), { minLength: 1, maxLength: 2 }),
    after: fc.option(seen),
  },
  { requiredKeys: ['kind', 'run', 'plan', 'by', 'step', 'scope', 'email', 'action', 'credential', 'what', 'outcome'] },
)
const began: fc.Arbitrary<RunBegan> = fc.record({
  kind: fc.constant('run'),
  ...run,
  approvedBy: fc.constant('Bo'),
  approval: fc.constantFrom('self', 'given'),
  released: fc.subarray([...guardCodes]),
  scopes: fc.array(fc.record({ key, scope, credential: caller }), { minLength: 1, maxLength: 2 }),
  steps: fc.nat(500),
})
const ended: fc.Arbitrary<RunEnded> = fc.record({ kind: fc.constant('end'), ...run, counts, open: fc.nat(5) })
const decision: fc.Arbitrary<Decision> = fc.record({
  kind: fc.constant('decision'),
  plan: run.plan,
  decision: fc.constantFrom('held', 'approved', 'rejected'),
  by: run.by,
  reason: sentence,
})
const quarantine: fc.Arbitrary<Quarantined> = fc.record({
  kind: fc.constant('quarantine'),
  subject: key,
  change: fc.constantFrom('entered', 'left'),
  by: run.by,
  reason: sentence,
})
const baseline: fc.Arbitrary<BaselineMade> = fc.record({
  kind: fc.constant('baseline'),
  scope,
  members: fc.nat(9000),
  by: run.by,
})
const others = fc.oneof(began, ended, decision, quarantine, baseline)
const entry: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 5, arbitrary: intent },
  { weight: 5, arbitrary: outcome },
  { weight: 1, arbitrary: others },
)

/** As many entries as asked for, the same for the same seed. */
export const entriesOf = (count: number, seed: number): readonly Entry[] => fc.sample(entry, { numRuns: count, seed })

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const nothing: string = '0'.repeat(64)
const oneLine = (text: string): string => text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

/** The line of a row's text, with a hash that fits: written here once more, so that the journal is judged by another. */
export const lineFor = (text: string): string => `${text.slice(0, -1)},"hash":"${sha256(text)}"}`
export const textIn = (line: string): string => `${line.slice(0, -75)}}`
export const hashIn = (line: string): string => line.slice(-66, -2)

/** The lines of a journal of these entries, again and again if need be; the head is the last line's. */
export function* journalOf(entries: readonly Entry[], count: number, salt = ''): Generator<string, void, undefined> {
  let prev = nothing
  for (let seq = 1; seq <= count; seq += 1) {
    const at = new Date(Date.UTC(2026, 0, 1) + seq * 731).toISOString()
    const said = entries[(seq - 1) % entries.length]
    const line = lineFor(oneLine(JSON.stringify({ seq, at, prev, ...said, ...(salt === '' ? {} : { by: salt }) })))
    prev = hashIn(line)
    yield line
  }
}
