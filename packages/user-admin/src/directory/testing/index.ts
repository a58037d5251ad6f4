/** @module user-admin/directory/testing */

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
