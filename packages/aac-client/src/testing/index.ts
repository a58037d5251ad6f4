/** @module @user-admin/aac-client/testing */

export { type Clock, fastClock, type ManualClock, manualClock, systemClock } from '@user-admin/wire/fake/clock'
export type { FakeAnswer, FaultRule } from '@user-admin/wire/fake/faults'
export type { Ledger, LedgerEntry } from '@user-admin/wire/fake/ledger'
export { tooManyRequests } from './answers.ts'
export { type FakeAac, type FakeMember, startFakeAac } from './fake.ts'
export type { OperationName, Plane } from './operations.ts'
export type { AacSeed, FakeAacOptions, RouteSwitch, SeedGroup, SeedPerson, SeedRole, SeedWorkspace } from './options.ts'
export type { FakeRole, WorkspaceState } from './world.ts'
