import { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { type Filter, FilterParser } from 'ldapts'
import { shown } from '../../identity/identity.ts'
import type { ActiveDirectoryOptions } from '../ldap.ts'
import type { Controller } from './connection.ts'
import { wrong } from './fault.ts'

/** What people's addresses are read from. */
export type AddressAttribute = 'mail' | 'proxyAddresses' | 'userPrincipalName'

/** The options of a directory, checked and with their defaults. */
export interface Settings {
  readonly name: string
  readonly controllers: readonly Controller[]
  readonly bind: ActiveDirectoryOptions['bind']
  readonly tls: NonNullable<ActiveDirectoryOptions['tls']>
  readonly base: string
  readonly filter: Filter | undefined
  readonly groups: readonly string[] | undefined
  readonly mayBeEmpty: readonly string[]
  readonly nested: 'rule' | 'walk'
  readonly deleted: boolean
  readonly addresses: readonly AddressAttribute[]
  readonly otherDomains: readonly string[]
  /** Milliseconds. */
  readonly timeout: number
  readonly pageSize: number
  readonly now: () => number
}

const known: readonly AddressAttribute[] = ['mail', 'proxyAddresses', 'userPrincipalName']

/** @throws {UserAdminError} `invalid` for what cannot be right. */
export function settingsOf(options: ActiveDirectoryOptions): Settings {
  const {
    base,
    bind,
    groups,
    mayBeEmpty = [],
    nested = 'rule',
    addresses = known,
    timeout = 30_000,
    pageSize = 500,
  } = options
  if (!isText(base)) throw wrong('base is the distinguished name below which the people are: DC=corp,DC=example.')
  if (!isText(bind?.user))
    throw wrong('bind.user is missing: without a user the controller would answer as to anybody.')
  if (typeof bind.password !== 'function') checkPassword(bind.password)
  const controllers = (typeof options.controllers === 'string' ? [options.controllers] : options.controllers) ?? []
  if (controllers.length === 0) throw wrong('controllers names no domain controller: ldaps://dc1.corp.example.')
  if (groups !== undefined && (groups.length === 0 || !groups.every(isText)))
    throw wrong('groups names no group: leave it out to read everybody below base.')
  const stranger = mayBeEmpty.find((group) => groups?.includes(group) !== true)
  if (stranger !== undefined) throw wrong(`mayBeEmpty has ${shown(stranger)}, which is none of groups.`)
  if (nested !== 'rule' && nested !== 'walk') throw wrong(`nested is 'rule' or 'walk', and not ${shown(nested)}.`)
  if (addresses.length === 0 || !addresses.every((attribute) => known.includes(attribute)))
    throw wrong(`addresses are some of ${known.join(', ')}.`)
  if (!(timeout > 0 && timeout <= 2 ** 31 - 1))
    throw wrong(`timeout is ${shown(timeout)}: it is in milliseconds, and more than 0.`)
  if (!(Number.isInteger(pageSize) && pageSize > 0 && pageSize <= 10_000))
    throw wrong(
      `pageSize is ${shown(pageSize)}: it is a whole number from 1 to 10,000; most controllers give 1,000 at most.`,
    )
  return {
    name: isText(options.name) ? options.name : 'active-directory',
    controllers: controllers.map(controllerOf),
    bind,
    tls: tlsOf(options.tls ?? {}),
    base: base.trim(),
    filter: options.filter === undefined ? undefined : filterOf(options.filter),
    groups: groups === undefined ? undefined : [...new Set(groups)],
    mayBeEmpty,
    nested,
    deleted: options.deleted ?? true,
    addresses,
    otherDomains: options.otherDomains ?? [],
    timeout,
    pageSize,
    now: options.now ?? Date.now,
  }
}

/**
 * Refuses an empty password: a controller takes it for an anonymous sign-in, which succeeds.
 *
 * @throws {UserAdminError} `invalid`.
 */
export function checkPassword(password: string): void {
  if (typeof password !== 'string' || password === '')
    throw wrong('bind.password is empty: a controller takes that for an anonymous sign-in, and shows next to nothing.')
}

function controllerOf(text: string): Controller {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const host = url?.hostname.replace(/^\[(.*)\]$/u, '$1') ?? ''
  // What is wrong is not repeated: it may hold a password.
  if (url === undefined || !['ldap:', 'ldaps:'].includes(url.protocol) || host === '')
    throw wrong('A controller is named as ldaps://dc1.corp.example, or ldap://dc1.corp.example to begin with StartTLS.')
  if (url.username !== '' || url.password !== '' || !['', '/'].includes(url.pathname) || url.search !== '')
    throw wrong(
      `The controller ${host} is named by protocol, host and port only: user, base and filter are options of their own.`,
    )
  const usual = url.protocol === 'ldaps:' ? 636 : 389
  const port = url.port === '' ? usual : Number(url.port)
  if (port === 3268 || port === 3269)
    throw wrong(`Port ${port} of ${host} is the global catalog, which holds only part of each entry: use ${usual}.`)
  const shownHost = isIP(host) === 6 ? `[${host}]` : host
  return {
    name: port === usual ? shownHost : `${shownHost}:${port}`,
    host,
    port,
    tls: url.protocol === 'ldaps:' ? 'at-once' : 'start-tls',
  }
}

/** Node takes a text without a certificate for none, and then trusts every authority that it knows. */
function tlsOf({ ca, servername }: Settings['tls']): Settings['tls'] {
  const certificates = ca === undefined || typeof ca === 'string' ? ca : ca.join('\n')
  if (certificates !== undefined && !isCertificate(certificates))
    throw wrong('tls.ca holds no certificate in PEM: give that of the authority, or leave it out to trust Node’s.')
  if (servername !== undefined && !isText(servername))
    throw wrong('tls.servername is empty: give the name in the certificates, or leave it out to expect the host’s.')
  return {
    ...(certificates === undefined ? {} : { ca: certificates }),
    ...(servername === undefined ? {} : { servername }),
  }
}

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(text).subject !== ''
  } catch {
    return false
  }
}

function filterOf(text: string): Filter {
  try {
    return FilterParser.parseString(text.replace(/(?:\\[89a-f][\da-f])+/giu, lettersOf))
  } catch {
    throw wrong(`filter is ${shown(text)}, which is no LDAP filter of text: it has the form (employeeType=staff).`)
  }
}

// ldapts takes each escaped byte for a letter of its own, and `\\c3\\bc`, which is ü, for two.
const lettersOf = (escaped: string): string =>
  new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(escaped.replaceAll('\\', ''), 'hex'))

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
