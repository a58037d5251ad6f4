/** @module user-admin/schedule */

export { type EventKind, eventKinds, type News, type Over, type Reason } from '../notify/event.ts'
export { eventsOf, type RunOf } from '../notify/events-of.ts'
export { type LostTime, lostTimes } from '../notify/lost-times.ts'
export type { NotificationBody } from '../notify/message.ts'
export { type Delivery, type Notifier, type NotifierOptions, notifier, type Receiver } from '../notify/notify.ts'
export { type Freeze, pausedAt } from './calendar.ts'
export { checkJob, checkJobs, type ScheduledJob, type Times } from './job.ts'
export { type NextTime, nextTimes } from './next.ts'
export { occurrences } from './occurrences.ts'
export {
  type Running,
  runSchedule,
  type ScheduledTick,
  type ScheduleEvent,
  type ScheduleOptions,
  type TickOutcome,
} from './runner.ts'
export { TimeOver } from './while-open.ts'
