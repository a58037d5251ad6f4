/** @module @user-admin/aac-client/testing */

export { type Clock, fastClock, type ManualClock, manualClock, systemClock } from '@user-admin/wire/fake/clock'
export type { FakeAnswer, FaultRule } from '@user-admin/wire/fake/faults'
export type { Ledger, LedgerEntry } from '@user-admin/wire/fake/ledger'
export { tooManyRequests } from './answers.ts'
export type { OperationName, Plane } from './context.ts'
export { type FakeAac, type FakeMember, startFakeAac } from './fake.ts'
export type { FakeAacOptions } from './options.ts'
export type { AacSeed, SeedGroup, SeedPerson, SeedRole, SeedWorkspace } from './seed-form.ts'
export type { WorkspaceState } from './state.ts'
export type { AacSwitches, FakeQuota, RouteSwitch } from './switches.ts'
export type { FakeExchange, FakeFamily, FakePrincipal } from './token-server.ts'
export type { FakeMail, FakeRole } from './world.ts'
