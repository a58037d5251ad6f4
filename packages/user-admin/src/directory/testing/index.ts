/** @module user-admin/directory/testing */

export { type FakeGraph, type FakeGraphOptions, startFakeGraph } from './fake-graph.ts'
export { type LdapFault, type LdapProxy, type LdapProxyOptions, startLdapProxy } from './ldap-proxy.ts'
