/** @module user-admin/directory/testing */

export { type Clock, type ManualClock, manualClock } from '@user-admin/wire/fake/clock'
export type { FakeAnswer, FaultRule } from '@user-admin/wire/fake/faults'
export { type FakeGraph, type FakeGraphOptions, type FakeGraphRequest, startFakeGraph } from './fake-graph.ts'
export { tooManyGraphRequests } from './fake-graph-answers.ts'
export type { FakeGraphSwitches } from './fake-graph-routes.ts'
export type { FakeGraphChanges, FakeGraphGroup, FakeGraphUser } from './fake-graph-world.ts'
export {
  type LdapFault,
  type LdapFaultRule,
  type LdapProxy,
  type LdapProxyOptions,
  type LdapRequest,
  startLdapProxy,
} from './ldap-proxy.ts'
