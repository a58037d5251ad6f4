import type { UnattendedResult } from '../apply/unattended.ts'
import { sentence } from '../change.ts'
import type { State } from '../state.ts'
import type { News } from './event.ts'

/** What is to be told of a state that is gone. */
interface Lost {
  readonly news: readonly News[]
  /** Scopes, by key, of which this says why they are left alone. */
  readonly scopes: ReadonlySet<string>
}

/**
 * Whether the state is another than runs have written: told once, in the state that there is now, for all jobs and scopes.
 *
 * @param about.says What need not be told besides while this is new.
 */
export async function lostState(
  state: State,
  { plan }: UnattendedResult,
  { job, says }: { readonly job: string; readonly says: readonly News[] },
): Promise<Lost> {
  const scopes = new Set<string>()
  let reason: string | undefined
  let areNone = plan !== undefined
  for (const { key, scope } of plan?.scopes ?? []) {
    const baseline = await state.baseline(scope)
    if (baseline.kind !== 'none') areNone = false
    if (baseline.kind !== 'lost' && baseline.kind !== 'older') continue
    reason ??= baseline.reason
    scopes.add(key)
  }
  if (reason !== undefined) {
    const text = `The state cannot be trusted, so runs that nobody watches change nothing: ${sentence(reason)} Find out what became of it and put it back, or record a new baseline: user-admin init --again.`
    return { news: [{ event: 'state-lost', subject: 'state', reason, text, job }], scopes }
  }
  if (!areNone || (await hasBaseline(state))) return { news: [], scopes }
  const text =
    'This state has no baseline, so runs that nobody watches change nothing. If there was one before, its folder or volume is lost: put it back. If this is the first run, record the baseline: user-admin init.'
  return { news: [{ event: 'state-lost', subject: 'state', reason: 'new', text, job, says }], scopes }
}

async function hasBaseline(state: State): Promise<boolean> {
  for await (const _ of state.journal.rows({ kind: 'baseline' })) return true
  return false
}
