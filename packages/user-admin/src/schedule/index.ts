/** @module user-admin/schedule */

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
