import { UserAdminError } from '../errors.ts'
import { rowOf } from '../journal/chain.ts'
import type { Journal, Row, RowFilter } from '../journal/journal.ts'
import type { Plan } from '../plan/plan.ts'
import type { State } from '../state.ts'
import type { CallOptions } from '../user-admin.ts'
import { heldPlans } from './held.ts'
import { checkLinks, personsOf, remember as rememberLinks } from './links.ts'
import { quarantines } from './quarantines.ts'
import { baselineOf, checkEvent, record, remembered, windowOf } from './scopes.ts'
import { absences, checkSnapshot, lastSnapshot, remember } from './sources.ts'
import { type Change, type Store, scopeKey } from './store.ts'
import { ticks } from './ticks.ts'
import { toldOver } from './told.ts'

/** A state over the place where it is kept. */
export function stateOver(store: Store): State {
  let forgotten = Number.NEGATIVE_INFINITY
  return {
    baseline: async (scope) => {
      await store.verify()
      return await store.look((records) => baselineOf(records, scopeKey(scope)))
    },
    window: async (scope, since) => {
      // Compared with what is no number, everything would count as older.
      if (Number.isNaN(since)) throw new UserAdminError('invalid', 'The window begins at NaN: give milliseconds.')
      return await store.look((records) => windowOf(records, scopeKey(scope), since))
    },
    lastSnapshot: (source) => store.look((records) => lastSnapshot(records, source)),
    absences: async (source, reading) => {
      if (reading !== undefined) checkSnapshot(reading)
      return await store.look((records) => absences(records, source, reading))
    },
    links: (source, scope) => store.look((records) => personsOf(records, source, scopeKey(scope))),
    record: async (event) => {
      if (event.kind === 'snapshot') checkSnapshot(event.snapshot)
      else if (event.kind === 'links') checkLinks(event)
      else checkEvent(event)
      await store.change((records): Change<void> => {
        // Once a day is enough: to look for what is old costs as much as there is.
        if (records.time >= forgotten + 86_400_000) {
          records.forget(records.time - remembered)
          forgotten = records.time
        }
        if (event.kind === 'snapshot') return { answer: undefined, rows: remember(records, event.snapshot) }
        if (event.kind === 'links') rememberLinks(records, event)
        else return { answer: undefined, rows: record(records, event) }
        return { answer: undefined }
      })
    },
    journal: journalOver(store),
    held: heldPlans(store),
    quarantines: quarantines(store),
    ticks: ticks(store),
    told: toldOver(store),
    keep: async (plan) => {
      await store.change((records) => ({ answer: records.putPlan(plan) }))
    },
    plan: (id) => store.look((records) => records.plan(id)),
    plans: (options) => plansOf(store, options),
    exclusively: (scopes, by, work) => store.exclusively(scopes, by, work),
    close: () => store.close(),
    [Symbol.dispose]: () => store.close(),
  }
}

async function* plansOf(store: Store, options: CallOptions = {}): AsyncGenerator<Plan> {
  let order: number | undefined
  for (;;) {
    options.signal?.throwIfAborted()
    const before = order
    const next = await store.look((records) => records.planBefore(before))
    if (next === undefined) return
    order = next.order
    yield next.plan
  }
}

function journalOver(store: Store): Journal {
  async function* pages(
    from: number | undefined,
    filter: Omit<RowFilter, 'from'>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<string> {
    // Compared with what is no number, no row would be there.
    if (from !== undefined && !Number.isSafeInteger(from))
      throw new UserAdminError('invalid', `from is ${String(from)}: it is the number of a row.`)
    for (let next = from ?? 1; ; ) {
      signal?.throwIfAborted()
      const page = await store.page(next, filter)
      const last = page.at(-1)
      if (last === undefined) return
      next = last.seq + 1
      for (const { line } of page) {
        signal?.throwIfAborted()
        yield line
      }
    }
  }
  return {
    append: async (entry) => {
      const { rows } = await store.change(() => ({ answer: undefined, rows: [entry] }))
      const [row] = rows
      if (row === undefined) throw new UserAdminError('unexpected', 'The journal did not say what it wrote.')
      return row
    },
    async *rows({ from, run, plan, kind, signal } = {}): AsyncGenerator<Row> {
      for await (const line of pages(from, { run, plan, kind }, signal)) yield rowOf(line)
    },
    lines: ({ from, signal } = {}) => pages(from, {}, signal),
    head: () => store.head(),
  }
}
