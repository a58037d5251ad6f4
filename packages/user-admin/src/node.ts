/** @module user-admin/node */

export { type OpenOptions, openState } from './state/open.ts'
