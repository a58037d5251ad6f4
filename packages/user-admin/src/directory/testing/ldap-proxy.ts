import { UserAdminError } from '../../errors.ts'

/** What goes wrong between a client and its domain controller. */
export type LdapFault = 'reset' | 'silence'

/** How a fault proxy is set up. */
export interface LdapProxyOptions {
  /** The domain controller: `ldap://127.0.0.1`. */
  readonly to: string
}

/** A proxy that speaks LDAP on both sides and lets answers go wrong. */
export interface LdapProxy {
  /** `ldap://127.0.0.1:<port>`. */
  readonly url: string
  close(): Promise<void>
}

/** Starts a proxy before a domain controller. */
export async function startLdapProxy(_options: LdapProxyOptions): Promise<LdapProxy> {
  throw new UserAdminError('unsupported', 'Not written yet.')
}
