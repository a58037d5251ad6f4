/** @module @user-admin/aac-client */

export type { Attempt, Effect, EffectClass, Exchange } from '@user-admin/wire/send'
export { AacClient, type Id, type PeopleOptions } from './client.ts'
export { AacError, type AacErrorFacts, type AacErrorKind } from './errors.ts'
export type { ExchangeContext, TokenScope } from './oauth.ts'
export type { AacClientOptions, AacHabits, AacPlace } from './options.ts'
export type { Hosts, Region } from './planes.ts'
export type { Person, PersonRole, Role, Workspace } from './schemas.ts'
export { type PersonStatus, statusOf } from './status.ts'
export {
  type CallOptions,
  memoryTokens,
  type RotatingOptions,
  rotating,
  type TokenContext,
  type TokenPlace,
  type TokenSource,
  type TokenStore,
  type Tokens,
} from './tokens.ts'
