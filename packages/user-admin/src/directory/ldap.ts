/** @module user-admin/directory/ldap */

import { openFirst } from './ldap/controllers.ts'
import { Fault } from './ldap/fault.ts'
import { People } from './ldap/people.ts'
import { readWhole } from './ldap/reading.ts'
import { settingsOf } from './ldap/settings.ts'
import { incomplete, type Source } from './source.ts'

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
    /** A function is asked once a reading. */
    readonly password: string | (() => string | Promise<string>)
  }
  /**
   * `ca`: certificates of the authorities that the controllers' certificates are from, PEM; no other is trusted then.
   * `servername`: the name in the certificates, if it is not the host's. Default: the authorities that Node trusts.
   */
  readonly tls?:
    | { readonly ca?: string | readonly string[] | undefined; readonly servername?: string | undefined }
    | undefined
  /** Where its people are: `DC=corp,DC=example`, or one of its parts. */
  readonly base: string
  /** A further condition on people: `(employeeType=staff)`. Default: every user account. */
  readonly filter?: string | undefined
  /**
   * Only the people in these groups, directly or through other groups; each by its distinguished name, its
   * `objectGUID`, which stays when it is renamed, or a name that only one has. Every member must lie below `base`.
   */
  readonly groups?: readonly string[] | undefined
  /**
   * Those of `groups` that may hold nobody. Of any other that does while the rest hold somebody, a reading is
   * incomplete: a list of members that may not be read looks the same. Default none.
   */
  readonly mayBeEmpty?: readonly string[] | undefined
  /** How groups within groups are found: by the server's own rule, or by asking every group below. Default `rule`. */
  readonly nested?: 'rule' | 'walk' | undefined
  /** Whether accounts that were deleted are read too, where the credential may see them. Default true. */
  readonly deleted?: boolean | undefined
  /**
   * What people's addresses are read from, the most important first: an attribute that somebody must have.
   * Default `mail`, `proxyAddresses`, `userPrincipalName`.
   */
  readonly addresses?: readonly ('mail' | 'proxyAddresses' | 'userPrincipalName')[] | undefined
  /**
   * Domains below `base` that hold nobody who is meant, or are read as sources of their own:
   * `DC=child,DC=corp,DC=example`. A reference to any other makes a reading incomplete.
   */
  readonly otherDomains?: readonly string[] | undefined
  /** How long the connection, and each answer, may take, in milliseconds. Default 30,000. */
  readonly timeout?: number | undefined
  /** People a page, from 1 to 10,000. Default 500. */
  readonly pageSize?: number | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * The people of an Active Directory, read over LDAP with TLS. The id of a person is the `objectGUID`.
 *
 * Reading rejects with `unauthenticated` where the controller refuses the credentials, and `unavailable` where no
 * controller can be reached and trusted. All that goes wrong afterwards is `incomplete`.
 *
 * @throws {UserAdminError} `invalid` for options that cannot be right.
 */
export function activeDirectory(options: ActiveDirectoryOptions): Source {
  const settings = settingsOf(options)
  return {
    name: settings.name,
    ...(settings.groups === undefined ? {} : { groups: settings.groups }),
    read: async ({ signal } = {}) => {
      signal?.throwIfAborted()
      const readAt = new Date(settings.now()).toISOString()
      const opened = await openFirst(settings, signal)
      const people = new People(settings, opened.time)
      try {
        return await readWhole(opened, settings, people, readAt)
      } catch (error) {
        if (!(error instanceof Fault)) throw error
        return incomplete({ source: settings.name, reason: error.message, seen: people.size, readAt })
      } finally {
        opened.connection.close()
      }
    },
  }
}
