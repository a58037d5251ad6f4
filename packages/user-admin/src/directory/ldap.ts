/** @module user-admin/directory/ldap */

import { UserAdminError } from '../errors.ts'
import type { Source } from './source.ts'

/** Where an Active Directory is, and who of it is meant. */
export interface ActiveDirectoryOptions {
  /** What the source is called and remembered under. Default `active-directory`. */
  readonly name?: string | undefined
  /**
   * Domain controllers, asked in this order until one answers: `ldaps://dc1.corp.example`, or `ldap://…`, which is
   * raised to TLS (StartTLS) before anything else is sent.
   */
  readonly controllers: string | readonly string[]
  readonly bind: {
    /** A distinguished name, a user principal name, or `DOMAIN\user`. */
    readonly user: string
    readonly password: string | (() => string | Promise<string>)
  }
  /** Certificates of the authorities that the controllers' certificates are from, PEM; and the name in them, if it is not the host's. */
  readonly tls?:
    | { readonly ca?: string | readonly string[] | undefined; readonly servername?: string | undefined }
    | undefined
  /** Where its people are: `DC=corp,DC=example`, or one of its parts. */
  readonly base: string
  /** A further condition on people: `(employeeType=staff)`. Default: every user account. */
  readonly filter?: string | undefined
  /** Only the people in these groups, directly or through other groups; each by its distinguished name, or by a name that only one has. */
  readonly groups?: readonly string[] | undefined
  /** How members of members are found: by the server's own rule, or by reading every group below. Default `rule`. */
  readonly nested?: 'rule' | 'walk' | undefined
  /** Whether accounts that were deleted are read too, where the credential may see them. Default true. */
  readonly deleted?: boolean | undefined
  /** What people's addresses are read from; the first is an attribute that somebody must have. */
  readonly addresses?: readonly ('mail' | 'proxyAddresses' | 'userPrincipalName')[] | undefined
  /** How long one answer may take, in milliseconds. Default 30,000. */
  readonly timeout?: number | undefined
  /** People a page. Default 500. */
  readonly pageSize?: number | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** The people of an Active Directory, read over LDAP. */
export function activeDirectory(_options: ActiveDirectoryOptions): Source {
  throw new UserAdminError('unsupported', 'Not written yet.')
}
