import { UserAdminError } from '../errors.ts'
import type { Entry } from '../journal/journal.ts'
import { type Change, isoOf, type Records, type Store } from './store.ts'

/** What programs tell people: each reason once to each receiver, over all processes. Written down before it is sent. */
export interface Told {
  /**
   * Writes down what is to be sent, but what a receiver was told already. Answers with what is new.
   *
   * @param about.over What is no more: if it comes back, it is a new reason.
   */
  put(
    messages: readonly Message[],
    about?: { readonly over?: readonly OverReason[] | undefined },
  ): Promise<readonly Message[]>
  /**
   * Takes the messages that are due, so that nobody else sends them meanwhile. What nobody receives any more is given up
   * after three days.
   *
   * @param about.to The receivers that there are, by name.
   * @param about.lease For how long; in milliseconds.
   */
  take(about: { readonly to: readonly string[]; readonly lease: number }): Promise<readonly TakenMessage[]>
  /** It was received. */
  sent(message: Pick<TakenMessage, 'place'>): Promise<void>
  /**
   * It was not received, `why`. It is due again after a pause that grows from half a minute to an hour, and not before
   * `until` (milliseconds since the epoch); after three days, or where it is `final`, it is given up.
   */
  failed(
    message: Pick<TakenMessage, 'place'>,
    how: { readonly why: string; readonly until?: number | undefined; readonly final?: boolean | undefined },
  ): Promise<'waiting' | 'given-up'>
  /** What is not received yet, the oldest first. Times are ISO 8601. */
  waiting(): Promise<readonly (Message & { readonly since: string; readonly attempts: number; readonly due: string })[]>
}

/** A reason that is no more; without `reason`: all of this event and subject. */
export type OverReason = Pick<Message, 'event' | 'subject'> & { readonly reason?: string | undefined }

/** Something for one receiver. */
export interface Message {
  /** The receiver, by name. */
  readonly to: string
  readonly event: string
  readonly subject: string
  /** What tells this reason from others of the same event and subject. */
  readonly reason: string
  /** The same at every attempt. */
  readonly id: string
  /** What is sent. */
  readonly body: string
  /** What it says too: whoever is told of it now counts as told of these. */
  readonly says?: readonly Pick<Message, 'event' | 'subject' | 'reason'>[] | undefined
}

/** A message that is being sent. */
export interface TakenMessage extends Message {
  /** Where it stands. */
  readonly place: number
}

/** How long a message is tried, in milliseconds: as long as an approval lives, so that nobody hears of what is past. */
const lives = 72 * 3_600_000
/** How long the pause is after the first attempt, and at most; in milliseconds. */
const pauses = { first: 30_000, most: 3_600_000 }

/** What is kept of one reason and one receiver; times are milliseconds since the epoch. */
export interface ToldRecord extends Message {
  /** Of a record that was put before. */
  readonly place?: number | undefined
  /** When it was written down. */
  readonly at: number
  /** `said`: another message said so too. */
  readonly status: 'waiting' | 'sent' | 'given-up' | 'said'
  readonly attempts: number
  /** It is not sent before. */
  readonly due: number
}

/** Where it is kept. */
export interface ToldRecords {
  /** Of a reason that is not over. */
  find(reason: Pick<Message, 'to' | 'event' | 'subject' | 'reason'>): ToldRecord | undefined
  /** By its place. */
  at(place: number): ToldRecord | undefined
  /** Those that wait, in the order in which they were put. */
  waiting(): readonly ToldRecord[]
  put(record: ToldRecord): void
  /** They may come back as new ones. */
  over(reason: OverReason): void
}

/** What people were told, and what they are to be told yet. */
export function toldOver(store: Store): Told {
  return {
    put: async (messages, { over = [] } = {}) => {
      const { answer } = await store.change((records): Change<readonly Message[]> => {
        for (const reason of over) records.told.over(reason)
        const fresh: Message[] = []
        for (const message of messages) {
          if (records.told.find(message) !== undefined) continue
          fresh.push(message)
          const common = { at: records.time, due: records.time, attempts: 0 }
          records.told.put({ ...message, ...common, status: 'waiting' })
          for (const reason of message.says ?? [])
            if (records.told.find({ to: message.to, ...reason }) === undefined)
              records.told.put({ to: message.to, ...reason, id: message.id, body: '', ...common, status: 'said' })
        }
        return { answer: fresh }
      })
      return answer
    },
    take: async ({ to, lease }) => {
      const { answer } = await store.change((records): Change<readonly (Message & { readonly place: number })[]> => {
        const rows: Entry[] = []
        const taken: (Message & { readonly place: number })[] = []
        for (const record of records.told.waiting()) {
          const { place = 0 } = record
          if (!to.includes(record.to)) {
            if (records.time - record.at < lives) continue
            records.told.put({ ...record, status: 'given-up', body: '' })
            rows.push(rowOf(record, 'given-up', 'No receiver has this name any more.'))
          } else if (record.due <= records.time) {
            records.told.put({ ...record, attempts: record.attempts + 1, due: records.time + lease })
            taken.push({ ...messageOf(record), place })
          }
        }
        return { answer: taken, rows }
      })
      return answer
    },
    sent: async ({ place }) => {
      await store.change((records): Change<void> => {
        const record = found(records, place)
        if (record.status !== 'waiting') return { answer: undefined }
        records.told.put({ ...record, status: 'sent', body: '' })
        return { answer: undefined, rows: [rowOf(record, 'sent')] }
      })
    },
    failed: async ({ place }, { why, until = 0, final = false }) => {
      const { answer } = await store.change((records): Change<'waiting' | 'given-up'> => {
        const record = found(records, place)
        // Another process has settled it meanwhile.
        if (record.status !== 'waiting') return { answer: record.status === 'given-up' ? 'given-up' : 'waiting' }
        if (final || records.time - record.at >= lives) {
          records.told.put({ ...record, status: 'given-up', body: '' })
          return { answer: 'given-up', rows: [rowOf(record, 'given-up', why)] }
        }
        const pause = Math.min(pauses.first * 2 ** Math.min(record.attempts - 1, 20), pauses.most)
        // Asked to come back later than it lives, it is tried once more just before it would be given up.
        const due = Math.min(Math.max(records.time + pause, until), Math.max(record.at + lives, records.time + pause))
        records.told.put({ ...record, due })
        return { answer: 'waiting' }
      })
      return answer
    },
    waiting: () =>
      store.look((records) =>
        records.told.waiting().map((record) => ({
          ...messageOf(record),
          since: isoOf(record.at),
          attempts: record.attempts,
          due: isoOf(record.due),
        })),
      ),
  }
}

const messageOf = ({ to, event, subject, reason, id, body }: ToldRecord): Message => ({
  to,
  event,
  subject,
  reason,
  id,
  body,
})

function rowOf({ event, subject, to, id }: ToldRecord, delivery: 'sent' | 'given-up', why?: string): Entry {
  return { kind: 'notified', event, subject, to, id, delivery, ...(why === undefined ? {} : { why }) }
}

function found(records: Records, place: number): ToldRecord {
  const record = records.told.at(place)
  if (record === undefined) throw new UserAdminError('not-found', `No message has the place ${place}.`)
  return record
}
