import type { Result } from './answer.ts'
import { Fault, firstOf } from './fault.ts'

/** Result codes of RFC 4511 §4.1.9 in words, each with its remedy. */
const sentences: ReadonlyMap<number, string> = new Map([
  [1, 'failed within the controller (operationsError, 1): read again, or name another controller'],
  [
    3,
    "ran into the controller’s time limit (timeLimitExceeded, 3): ask for less, by base or filter, or try nested: 'walk'",
  ],
  [4, 'ran into the controller’s size limit (sizeLimitExceeded, 4): set pageSize below its MaxPageSize'],
  [8, 'needs a stronger sign-in (strongerAuthRequired, 8): see the controller’s policy for LDAP signing'],
  [11, 'ran into an administrative limit (adminLimitExceeded, 11): ask for less, by pageSize, base or filter'],
  [
    12,
    'needs an extension that the controller lacks (unavailableCriticalExtension, 12): name a controller of Active Directory',
  ],
  [32, 'found that its base does not exist (noSuchObject, 32): it was renamed, moved or deleted'],
  [34, 'has a distinguished name that is none (invalidDNSyntax, 34): see base and groups'],
  [50, 'is not allowed to this account (insufficientAccessRights, 50): give it the right to read'],
  [51, 'came to a controller that is busy (busy, 51): read again later'],
  [52, 'came to a controller that is not ready (unavailable, 52): read again later, or name another controller'],
  [53, 'is refused by the controller (unwillingToPerform, 53): see filter and base'],
])

/** Why a search is not whole, as one sentence that begins with what was searched. */
export function resultReason(what: string, { code, referral }: Result): string {
  if (code === 10 || referral.length > 0)
    return `${what} was referred to ${referral.length === 0 ? 'another controller' : firstOf(referral.map(placeOf))} (referral, 10): name a controller of that domain, or another base.`
  return `${what} ${sentences.get(code) ?? `ended with the result code ${code}: see the controller’s event log`}.`
}

/** Partitions that every domain refers to at its root, and that hold no people. */
const application = /^(?:CN=Configuration|CN=Schema|DC=DomainDnsZones|DC=ForestDnsZones),/iu

/**
 * Stops for a part of the directory that lies elsewhere.
 *
 * @param meant Domains that are known to lie elsewhere.
 */
export function checkReferences(what: string, urls: readonly string[], meant: readonly string[] = []): void {
  const places = urls.filter((url) => {
    const dn = dnOf(url)
    return !(application.test(`${dn},`) || meant.some((domain) => dn.toLowerCase() === domain.toLowerCase()))
  })
  if (places.length > 0)
    throw new Fault(
      `${what} was referred to ${firstOf(places.map(placeOf))} for a part of the people: read that domain as a source of its own and name it in otherDomains, or give a base beside it.`,
    )
}

/** Host and distinguished name: the rest of a URL may be long. */
const placeOf = (url: string): string => /^ldaps?:\/\/[^?]*/iu.exec(url)?.[0].slice(0, 200) ?? url.slice(0, 200)

function dnOf(url: string): string {
  const path = /^ldaps?:\/\/[^/]*\/(?<dn>[^?]*)/iu.exec(url)?.groups?.['dn'] ?? ''
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
