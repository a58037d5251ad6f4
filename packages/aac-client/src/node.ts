/** @module @user-admin/aac-client/node */

export { type ExecTokensOptions, execStore, execTokens } from './exec-tokens.ts'
export { type FileTokensOptions, fileStore, fileTokens } from './file-tokens.ts'
export { exclusively, type Holder, type LockOptions } from './lock.ts'
export { exchangesOver } from './signals.ts'
