export { type ManualClock, manualClock } from '@user-admin/wire/fake/clock'
