import { UserAdminError } from '../errors.ts'
import type { Quarantine, Quarantines } from '../state.ts'
import { type Change, isoOf, type Store } from './store.ts'

/** What unattended runs leave alone. Each change stands in the journal. */
export function quarantines(store: Store): Quarantines {
  return {
    get: (subject) => store.look((records) => records.quarantine(subject)),
    list: () => store.look((records) => records.quarantines()),
    enter: async (subject, { by, why, leave }) => {
      named(by)
      const { answer } = await store.change((records): Change<Quarantine> => {
        const before = records.quarantine(subject)
        const after: Quarantine = { subject, since: before?.since ?? isoOf(records.time), why, leave }
        records.putQuarantine(after)
        if (before?.why === why) return { answer: after }
        return { answer: after, rows: [{ kind: 'quarantine', subject, change: 'entered', by, reason: why }] }
      })
      return answer
    },
    leave: async (subject, { by, reason }) => {
      named(by)
      await store.change((records): Change<void> => {
        if (records.quarantine(subject) === undefined)
          throw new UserAdminError('not-found', `${subject} is not in quarantine.`)
        records.dropQuarantine(subject)
        return { answer: undefined, rows: [{ kind: 'quarantine', subject, change: 'left', by, reason }] }
      })
    },
  }
}

function named(by: string): void {
  if (typeof by !== 'string' || by.trim() === '')
    throw new UserAdminError('invalid', 'Nobody is named: say who does this, by.')
}
