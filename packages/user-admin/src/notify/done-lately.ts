import type { RunBegan, RunEnded } from '../journal/journal.ts'
import type { State } from '../state.ts'
import { namesOf } from '../summary/words.ts'
import type { News } from './event.ts'
import { doneOf } from './events-of.ts'

/** So far back is looked, in milliseconds: as long as a message is tried. */
const lately = 72 * 3_600_000

/**
 * What runs of a job have done that ended in the last three days. A process may be killed between the end of a run and the
 * telling; whoever was told of a run hears of it no second time.
 *
 * @param about.by The runs of whom, as the journal names them.
 */
export async function doneLately(
  state: State,
  {
    job,
    by,
    now,
    targetOf,
  }: {
    readonly job: string
    readonly by: string
    /** Milliseconds since the epoch. */
    readonly now: number
    readonly targetOf?: ((scope: string) => string | undefined) | undefined
  },
): Promise<readonly News[]> {
  const runs = new Map<string, RunBegan>()
  for await (const row of state.journal.rows({ kind: 'run' })) {
    if (row.kind !== 'run') continue
    // What was gone on with is told with the run that did.
    if (row.resumes !== undefined) runs.delete(row.resumes)
    if (row.by === by && now - Date.parse(row.at) < lately) runs.set(row.run, row)
  }
  const news: News[] = []
  for (const began of runs.values()) {
    const named = namesOf(began.scopes)
    const told = { job, nameOf: (key: string): string => targetOf?.(key) ?? named(key) }
    news.push(...(await doneBy(state, began, told)))
  }
  return news
}

async function doneBy(state: State, { run, plan: id }: RunBegan, told: Parameters<typeof doneOf>[1]) {
  const outcomes = new Map<number, string>()
  let end: RunEnded | undefined
  for await (const row of state.journal.rows({ run })) {
    if (row.kind === 'outcome') outcomes.set(row.step, row.outcome)
    else if (row.kind === 'end') end = row
  }
  const plan = end === undefined ? undefined : await state.plan(id)
  if (end === undefined || plan === undefined) return []
  const done = [...outcomes].flatMap(([index, outcome]) => {
    const step = plan.steps[index]
    return step === undefined || (outcome !== 'done' && outcome !== 'pending') ? [] : [step]
  })
  return doneOf({ run, plan: id, counts: end.counts, done, all: plan.steps.length }, told)
}
