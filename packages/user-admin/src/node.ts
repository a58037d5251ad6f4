/** @module user-admin/node */

export { stopOnSignals } from './signals.ts'
export { type OpenOptions, openState } from './state/open.ts'
