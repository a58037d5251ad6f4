import { UserAdminError } from '../errors.ts'
import type { Intent, Journal, RowFilter, RunBegan, Seen, StepEnded } from '../journal/journal.ts'
import type { CallOptions, Scope } from '../user-admin.ts'

/** A run with those that went on with it, and those that undid some of it. */
export interface Undone {
  readonly first: RunBegan
  /** It, and what went on with it, in order. */
  readonly runs: ReadonlySet<string>
  readonly undoers: ReadonlySet<string>
  readonly scopes: ReadonlyMap<string, Scope>
}

/** What became of one step, by all its rows. */
export interface Deed {
  readonly intents: readonly Intent[]
  readonly ended: StepEnded | undefined
}

/**
 * The run that is meant: the one that is named, or the newest that did something in these scopes. An undo is none of
 * these: what it undid is gone on with.
 *
 * @param keys Of the scopes.
 * @throws {UserAdminError} `not-found`.
 */
export async function runMeant(
  journal: Journal,
  named: string | undefined,
  keys: ReadonlySet<string>,
  call: CallOptions,
): Promise<Undone> {
  const began = new Map<string, RunBegan>()
  for await (const row of journal.rows({ kind: 'run', ...call })) if (row.kind === 'run') began.set(row.run, row)
  const chain = named ?? (await newest(journal, began, keys, call))
  const meant = chain === undefined ? undefined : began.get(chain)
  if (meant === undefined)
    throw new UserAdminError(
      'not-found',
      named === undefined
        ? 'There is nothing to undo: the journal holds no run that did something in these scopes.'
        : `The journal holds no run ${JSON.stringify(named)}.`,
    )
  const first = firstOf(meant, began)
  const all = [...began.values()]
  const runs = all.filter((one) => firstOf(one, began) === first)
  const undoers = all.filter((one) => {
    const undone = undoneBy(one, began)
    return undone !== undefined && firstOf(undone, began) === first
  })
  return {
    first,
    runs: new Set(runs.map(({ run }) => run)),
    undoers: new Set(undoers.map(({ run }) => run)),
    scopes: new Map(runs.flatMap(({ scopes }) => scopes.map(({ key, scope }) => [key, scope]))),
  }
}

/** The run that others went on with. */
function firstOf(run: RunBegan, began: ReadonlyMap<string, RunBegan>): RunBegan {
  const before = run.resumes === undefined ? undefined : began.get(run.resumes)
  return before === undefined ? run : firstOf(before, began)
}

const undoneBy = (run: RunBegan, began: ReadonlyMap<string, RunBegan>): RunBegan | undefined =>
  began.get(firstOf(run, began).undoes ?? '')

async function newest(
  journal: Journal,
  began: ReadonlyMap<string, RunBegan>,
  keys: ReadonlySet<string>,
  call: CallOptions,
): Promise<string | undefined> {
  for (const run of [...began.values()].toReversed()) {
    if (!run.scopes.some(({ key }) => keys.has(key))) continue
    const deeds = await deedsOf(journal, new Set([run.run]), call)
    if (deeds.some((deed) => didSomething(deed) && keys.has(deed.intents[0]?.scope ?? '')))
      return (undoneBy(run, began) ?? run).run
  }
  return undefined
}

/** What some runs did, step by step, in the order of the first row of each. */
export async function deedsOf(
  journal: Journal,
  runs: ReadonlySet<string>,
  call: CallOptions,
): Promise<readonly Deed[]> {
  const found = new Map<string, { intents: Intent[]; ended: StepEnded | undefined }>()
  for (const run of runs) {
    const filter: RowFilter & CallOptions = { run, ...call }
    for await (const row of journal.rows(filter)) {
      if (row.kind !== 'intent' && row.kind !== 'outcome') continue
      // One plan has one step under this number, whichever of its runs was at work on it.
      const key = `${row.plan} ${row.step}`
      const deed = found.get(key) ?? { intents: [], ended: undefined }
      found.set(key, deed)
      if (row.kind === 'intent') deed.intents.push(row)
      else deed.ended = row
    }
  }
  return [...found.values()]
}

/** Whether anything was sent for it, or may have been. */
export const didSomething = ({ intents, ended }: Deed): boolean =>
  intents.length > 0 &&
  (ended === undefined ||
    ended.outcome === 'done' ||
    ended.outcome === 'pending' ||
    ended.outcome === 'remains' ||
    ended.outcome === 'unknown')

/** How a step left the person; `null`: not there any more. `undefined`: nobody looked. */
export function leftBy({ intents, ended }: Deed): Seen | null | undefined {
  if (ended?.after !== undefined) return ended.after
  const isRemoval = intents.some(({ action }) => action === 'remove')
  // Who is there all the same shows it at once: nobody is invited who is.
  return isRemoval && ended?.outcome !== 'remains' ? null : undefined
}
