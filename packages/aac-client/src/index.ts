/** @module @user-admin/aac-client */

export type { Effect, EffectClass } from '@user-admin/wire/effect'
export type { Attempt, Exchange, Gate, Passed } from '@user-admin/wire/send'
export type { Transfer } from './assets.ts'
export { AacClient, type Invited } from './client.ts'
export { type ClientCredentialsOptions, clientCredentials } from './client-credentials.ts'
export { AacError, type AacErrorFacts, type AacErrorKind, requestIdOf } from './errors.ts'
export type { Id } from './ids.ts'
export type { TokenScope } from './jwt.ts'
export { type RateLimit, type RateLimits, rateLimits } from './limits.ts'
export type { ExchangeContext } from './oauth.ts'
export type { AacClientOptions, AacHabits, AacPlace, ChangeOptions } from './options.ts'
export type { PeopleOptions, PeoplePage, PeopleQuery } from './people.ts'
export type { Hosts, Region } from './planes.ts'
export type { Group, GroupMember, Person, PersonRole, Role, Workspace } from './records.ts'
export type { Several } from './several.ts'
export { type PersonStatus, statusOf } from './status.ts'
export {
  type CallOptions,
  memoryTokens,
  type RotatingOptions,
  rotating,
  type StoredPair,
  type TokenContext,
  type TokenPlace,
  type TokenSource,
  type TokenStore,
  type Tokens,
} from './tokens.ts'
