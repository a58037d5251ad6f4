/** @module @user-admin/aac-client/node */

export { type FileTokensOptions, fileStore, fileTokens } from './file-tokens.ts'
export { exclusively, type Holder, type LockOptions } from './lock.ts'
