import { UserAdminError } from '../errors.ts'
import { addressesOf, type Entry, entries, Listed, type Person } from '../identity/identity.ts'
import type { Intent, Journal } from '../journal/journal.ts'
import { type Plan, type PlanOptions, planAgain } from '../plan/plan.ts'
import { known } from '../plan/policy.ts'
import { type Lost, standingOf, type Undo, type UndoEntry } from '../plan/undo.ts'
import { keyOf } from '../plan/world.ts'
import type { CallOptions, Member, UserReader } from '../user-admin.ts'
import { type Deed, deedsOf, didSomething, leftBy, runMeant, type Undone } from './deeds.ts'
import { lostBy } from './lost.ts'

/** What `undoPlan` takes. */
export interface UndoOptions
  extends CallOptions,
    Pick<PlanOptions, 'policy' | 'state' | 'unattended' | 'concurrency' | 'now'> {
  /** Default: the newest that did something in one of the scopes. */
  readonly run?: string | undefined
  /** Only these of the people whom it changed. Default: all. */
  readonly people?: readonly Person[] | undefined
  /** Whether invitations that it sent, and that nobody accepted, are withdrawn. Default false. */
  readonly invitations?: boolean | undefined
}

/**
 * The inverse plan of a run, made from the journal: who was taken out is invited with what they held, who was suspended
 * is let in again, and other roles are set back. It is approved and applied like every plan.
 *
 * Somebody who was invited again or changed by others since is left alone, and named. What cannot be brought back stands
 * in the goal's `lost`. What waits until somebody has accepted stands in `later`: plan the undo once more then.
 *
 * @param readers Of the scopes of the run in which it is undone.
 * @throws {UserAdminError} `not-found` where the journal holds no such run; `invalid` for people whom it did not change;
 * whatever `makePlan` throws.
 */
export async function undoPlan(
  readers: UserReader | readonly UserReader[],
  journal: Journal,
  options: UndoOptions = {},
): Promise<Plan> {
  known('undoPlan', options, [
    'run',
    'people',
    'invitations',
    'policy',
    'state',
    'unattended',
    'concurrency',
    'signal',
    'now',
  ])
  const { run, people, invitations = false, ...planning } = options
  const only = people === undefined ? undefined : entries(people)
  if (only?.length === 0) throw new UserAdminError('invalid', 'The list of people to undo is empty: it names nobody.')
  if (typeof journal?.rows !== 'function')
    throw new UserAdminError('invalid', 'undoPlan reads a journal: give that of the state with which the run was made.')
  const call = { signal: options.signal }
  const all = Array.isArray(readers) ? (readers as readonly UserReader[]) : [readers as UserReader]
  const keys = new Set(all.flatMap((reader) => (reader?.scope === undefined ? [] : [keyOf(reader.scope)])))
  const undone = await runMeant(journal, run, keys, call)
  const done = await deedsOf(journal, undone.runs, call)
  const again = await deedsOf(journal, undone.undoers, call)
  return await planAgain(readers, goalOf(undone, chosen(done, only), again, { invitations, keys }), planning)
}

function goalOf(
  { first, scopes }: Undone,
  done: readonly Deed[],
  again: readonly Deed[],
  { invitations, keys }: { readonly invitations: boolean; readonly keys: ReadonlySet<string> },
): Undo {
  const people = new Map<string, Changed>()
  for (const deed of done.filter(didSomething)) changedBy(deed, people)
  const found = [...people.values()]
  const byName = new Map(found.flatMap((one) => one.names.map((name) => [name, one] as const)))
  for (const deed of again.filter(didSomething)) {
    const one = namesOf(deed).flatMap((name) => byName.get(name) ?? [])[0]
    if (one === undefined) continue
    one.again = true
    one.after = leftBy(deed)
  }
  const lost: Lost[] = []
  for (const deed of done) {
    const scope = scopes.get(scopeOf(deed))
    if (scope !== undefined)
      for (const one of lostBy(deed, scope, { invitations, isRead: keys.has(keyOf(scope)) })) lost.push(one)
  }
  return {
    kind: 'undo',
    run: first.run,
    plan: first.plan,
    invitations,
    entries: found.filter(({ scope }) => keys.has(scope)).map(entryOf),
    lost: lost.toSorted((a, b) => (a.scope + a.email + a.reason < b.scope + b.email + b.reason ? -1 : 1)),
  }
}

/** One person as the steps of a run found and left them. */
interface Changed {
  readonly scope: string
  readonly names: readonly string[]
  readonly first: Intent
  after: ReturnType<typeof leftBy>
  again: boolean
}

/** Files a step with the earlier ones of the same person. */
function changedBy(deed: Deed, people: Map<string, Changed>): void {
  const [first] = deed.intents
  if (first === undefined) return
  const key = `${first.scope} ${first.id ?? first.email}`
  const one = people.get(key)
  if (one === undefined)
    people.set(key, { scope: first.scope, names: namesOf(deed), first, after: leftBy(deed), again: false })
  else one.after = leftBy(deed)
}

function entryOf({ first, after, again, scope }: Changed): UndoEntry {
  const { before, id = before?.id, email } = first
  const aliases = before?.aliases ?? []
  return {
    scope,
    email,
    ...(aliases.length === 0 ? {} : { aliases: aliases.toSorted() }),
    ...(id === undefined ? {} : { id }),
    before: before === null ? null : standingOf(before),
    ...(after === undefined ? {} : { after: after === null ? null : standingOf(after) }),
    ...(again ? { again } : {}),
  }
}

const scopeOf = ({ intents }: Deed): string => intents[0]?.scope ?? ''

/** What a person of the journal is known by, in their scope. */
function namesOf({ intents }: Deed): readonly string[] {
  const [first] = intents
  if (first === undefined) return []
  const { scope, email, before, id = before?.id } = first
  const addresses = new Set(addressesOf({ email, aliases: [before?.email ?? '', ...(before?.aliases ?? [])] }))
  return [...(id === undefined ? [] : [`${scope} id ${id}`]), ...[...addresses].map((one) => `${scope} email ${one}`)]
}

/** The steps of these people only. */
function chosen(done: readonly Deed[], only: readonly Entry[] | undefined): readonly Deed[] {
  if (only === undefined) return done
  const listed = new Listed(only, new Map())
  const met = new Set<Entry>()
  const found = done.filter(({ intents: [first] }) => {
    if (first === undefined) return false
    const of = listed.of(personOf(first))
    for (const entry of of) met.add(entry)
    return of.length > 0
  })
  const stranger = only.find((entry) => !met.has(entry))
  if (stranger !== undefined)
    throw new UserAdminError(
      'invalid',
      `The run did nothing to ${stranger.also ?? stranger.value}: nothing of it can be undone.`,
    )
  return found
}

/** As far as a list can name them. */
const personOf = ({ id = '', email, before }: Intent): Member => ({
  id: before?.id ?? id,
  email: before?.email ?? email,
  aliases: before?.aliases ?? [],
  status: before?.status ?? 'invited',
  roles: before?.roles ?? [],
  access: before?.access ?? [],
  admin: undefined,
  mark: '',
  native: undefined,
})
