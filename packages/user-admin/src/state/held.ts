import { UserAdminError } from '../errors.ts'
import type { Entry } from '../journal/journal.ts'
import type { Plan } from '../plan/plan.ts'
import { guardCodes } from '../plan/step.ts'
import type { HeldPlan, HeldPlans } from '../state.ts'
import { type Change, type HeldRecord, isoOf, type Records, type Store, timeOf } from './store.ts'

/** How long after a plan was made it may be decided about and carried out, in milliseconds. */
const lives = 72 * 60 * 60_000

/** The queue of plans that wait for a person. Each decision stands in the journal. */
export function heldPlans(store: Store): HeldPlans {
  const decide = async (id: string, work: (record: HeldRecord, records: Records) => Decided): Promise<HeldPlan> => {
    const { answer } = await store.change((records): Change<HeldPlan> => {
      const { record, row } = work(found(records, id), records)
      records.putHeld(record)
      return { answer: shownOf(records, record), rows: row === undefined ? [] : [row] }
    })
    return answer
  }
  const aside = async (
    id: string,
    decision: 'rejected' | 'superseded',
    { by, reason }: { readonly by: string; readonly reason: string },
  ): Promise<HeldPlan> => {
    named(by)
    if (typeof reason !== 'string' || reason.trim() === '')
      throw new UserAdminError('invalid', 'A plan is put aside for a reason: give one.')
    return await decide(id, (record, records) => {
      waiting(record, records.time)
      return {
        record: { ...record, status: decision, decision: { by, reason, at: isoOf(records.time), release: [] } },
        row: { kind: 'decision', plan: id, decision, by, reason },
      }
    })
  }
  return {
    put: async (plan, about) => {
      named(about.by)
      // Compared with what is no time, it would never grow too old.
      timeOf(plan.madeAt)
      const { answer } = await store.change((records): Change<HeldPlan> => {
        const { record, rows } = queued(records, plan, about)
        if (record !== undefined) {
          records.putPlan(plan)
          records.putHeld(record)
        }
        return { answer: shownOf(records, found(records, plan.id)), rows }
      })
      return answer
    },
    list: (status) =>
      store.look((records) =>
        records
          .allHeld()
          .filter((record) => status === undefined || statusOf(record, records.time) === status)
          .map((record) => shownOf(records, record)),
      ),
    get: (id) =>
      store.look((records) => {
        const record = records.held(id)
        return record === undefined ? undefined : shownOf(records, record)
      }),
    approve: async (id, { by, reason, ticket, release: given = [] }) => {
      const release = [...new Set(given)]
      named(by)
      for (const code of release)
        if (!guardCodes.includes(code))
          throw new UserAdminError(
            'invalid',
            `${JSON.stringify(code)} is no guard; there are ${guardCodes.join(', ')}.`,
          )
      return await decide(id, (record, records) => {
        waiting(record, records.time)
        const said = { by, ...(reason === undefined ? {} : { reason }), ...(ticket === undefined ? {} : { ticket }) }
        return {
          record: { ...record, status: 'approved', decision: { ...said, at: isoOf(records.time), release } },
          row: { kind: 'decision', plan: id, decision: 'approved', ...said, released: release },
        }
      })
    },
    reject: (id, about) => aside(id, 'rejected', about),
    supersede: (id, about) => aside(id, 'superseded', about),
    applied: async (id, run) => {
      await decide(id, (record) => {
        if (record.status !== 'approved' && record.status !== 'applied') throw unapproved(record)
        return { record: { ...record, status: 'applied', run } }
      })
    },
  }
}

interface Decided {
  readonly record: HeldRecord
  readonly row?: Entry
}

/** What becomes of the queue when a plan comes to it; no record: nothing. */
function queued(
  records: Records,
  plan: Plan,
  { by, why }: { readonly by: string; readonly why: string },
): { readonly record?: HeldRecord; readonly rows: readonly Entry[] } {
  const { id, madeAt } = plan
  const before = records.held(id)
  const isLater = before !== undefined && Date.parse(madeAt) > Date.parse(before.madeAt)
  if (before?.status === 'waiting') return isLater ? { record: { ...before, madeAt }, rows: [] } : { rows: [] }
  // An approval that is spent or too old lets nothing through, and what was moot may not be any more: the plan waits anew.
  const isSpent = isLater && ['applied', 'superseded', 'expired'].includes(statusOf(before, records.time))
  if (before !== undefined && !isSpent) return { rows: [] }
  return {
    record: { id, madeAt, by, why, since: isoOf(records.time), status: 'waiting' },
    rows: [{ kind: 'decision', plan: id, decision: 'held', by, reason: why }],
  }
}

function statusOf({ status, madeAt }: HeldRecord, time: number): HeldPlan['status'] {
  const isOpen = status === 'waiting' || status === 'approved'
  return isOpen && time - Date.parse(madeAt) > lives ? 'expired' : status
}

function shownOf(records: Records, record: HeldRecord): HeldPlan {
  const { id, madeAt: _madeAt, status: _status, ...rest } = record
  const plan = records.plan(id)
  if (plan === undefined) throw new UserAdminError('unexpected', `The plan ${id} is in the queue and was not kept.`)
  return { plan, ...rest, status: statusOf(record, records.time) }
}

function found(records: Records, id: string): HeldRecord {
  const record = records.held(id)
  if (record !== undefined) return record
  throw new UserAdminError('not-found', `No plan ${id} is in the queue: list shows those that are.`)
}

function named(by: string): void {
  if (typeof by !== 'string' || by.trim() === '')
    throw new UserAdminError('invalid', 'Nobody is named: say who does this, by.')
}

/** @throws {UserAdminError} where nothing can be decided any more. */
function waiting(record: HeldRecord, time: number): void {
  if (record.status !== 'waiting') throw unapproved(record)
  if (statusOf(record, time) === 'expired')
    throw new UserAdminError(
      'invalid',
      `The plan was made at ${record.madeAt}, more than 72 hours ago: make a fresh one and have that approved.`,
    )
}

function unapproved({ id, status, decision, run }: HeldRecord): UserAdminError {
  const who = decision === undefined ? '' : ` by ${decision.by} at ${decision.at}`
  const how = {
    waiting: 'still waits: nobody has approved it',
    approved: `was approved${who}`,
    rejected: `was rejected${who}: ${decision?.reason ?? ''}`,
    superseded: `was put aside${who}: ${decision?.reason ?? ''}`,
    applied: `was carried out by the run ${run ?? 'that is not known'}`,
  }[status]
  return new UserAdminError('conflict', `The plan ${id} ${how}.`)
}
