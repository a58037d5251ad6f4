import { sentence } from '../change.ts'
import type { Goal } from '../plan/goal.ts'
import type { Plan } from '../plan/plan.ts'
import { keyOf } from '../plan/world.ts'
import type { Quarantine, State } from '../state.ts'
import type { Scope } from '../user-admin.ts'
import type { Report } from './apply.ts'

/** Who watches over the quarantine of one run. */
export interface Watch {
  readonly state: State
  readonly by: string
}

/** The scopes that are left alone, by key. A state that is gone or older than it was puts its scope there. */
export async function quarantinedScopes(
  { state, by }: Watch,
  scopes: readonly Scope[],
): Promise<ReadonlyMap<string, Quarantine>> {
  const found = new Map<string, Quarantine>()
  for (const scope of scopes) {
    const subject = keyOf(scope)
    const baseline = await state.baseline(scope)
    const isLost = baseline.kind === 'lost' || baseline.kind === 'older'
    const quarantine = isLost
      ? await state.quarantines.enter(subject, {
          by,
          why: `The state of ${scope.name} cannot be trusted: ${baseline.reason}`,
          leave: `Find out what became of the state, record a new baseline, then take ${scope.name} out of quarantine.`,
        })
      : await state.quarantines.get(subject)
    if (quarantine !== undefined) found.set(subject, quarantine)
  }
  return found
}

/** Scopes in which a run was stopped go there: because too much failed, or because the credential was refused. */
export async function quarantineStopped({ state, by }: Watch, report: Report): Promise<readonly Quarantine[]> {
  const entered: Quarantine[] = []
  for (const { key, name, stopped } of report.scopes)
    if (stopped !== undefined)
      entered.push(
        await state.quarantines.enter(key, {
          by,
          why: stopped,
          leave: `Find out what failed and mend it, then take ${name} out of quarantine.`,
        }),
      )
  return entered
}

/** A source that cannot be trusted goes there, `why`. */
export async function quarantineSource({ state, by }: Watch, source: string, why: string): Promise<Quarantine> {
  const before = await state.quarantines.get(source)
  return before !== undefined && !endsByItself(before)
    ? before
    : await state.quarantines.enter(source, { by, why, leave: leaveOf(source) })
}

const leaveOf = (source: string): string =>
  `It ends by itself with the next whole reading of ${source}; if what it shows is so, plan once by hand and say it there.`
/** What a person put there, or what is a scope of the same name, is not for a reading to end. */
const endsByItself = ({ subject, leave }: Quarantine): boolean => leave === leaveOf(subject)

/** A reading that can be trusted ends its source's quarantine. Answers with one that stays. */
export async function endOfSource({ state, by }: Watch, goal: Goal): Promise<Quarantine | undefined> {
  const source = sourceOf(goal)
  const quarantine = source === undefined ? undefined : await state.quarantines.get(source)
  if (source === undefined || quarantine === undefined || !endsByItself(quarantine)) return quarantine
  await state.quarantines.leave(source, { by, reason: `${source} was read whole again, and can be trusted.` })
  return undefined
}

/** What somebody should know who acts where unattended runs do not. Never rejects: nobody is kept from anything by it. */
export async function quarantineNotes(state: State | undefined, { scopes }: Plan): Promise<readonly string[]> {
  const notes: string[] = []
  for (const { key, scope } of state === undefined ? [] : scopes) {
    const quarantine = await state?.quarantines.get(key).catch(() => undefined)
    if (quarantine !== undefined)
      notes.push(
        `Unattended runs leave ${scope.name} alone since ${quarantine.since}: ${sentence(quarantine.why)} ${quarantine.leave}`,
      )
  }
  return notes
}

/** The name of the source that a goal was read from. */
export const sourceOf = (goal: Goal): string | undefined => ('source' in goal ? goal.source?.name : undefined)
