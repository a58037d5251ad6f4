import type { Person } from './records.ts'

/** What a person's membership is, in the words of the vendor's pages (there: Enabled, Invited, Disabled). */
export type PersonStatus = 'active' | 'invited' | 'suspended'

/**
 * The status that a person's record shows (facts §7.1; the API has no field for it).
 *
 * - `suspended`: `isDisabled` is true, or `state` is `hidden`.
 * - `invited`: the server says that the person never signed in (`lastLoginTime` is null) and no agreement was accepted.
 * - `active`: everybody else; also a short record that does not tell of sign-ins at all.
 */
export function statusOf(person: Person): PersonStatus {
  if (person.isDisabled === true || person.state === 'hidden') return 'suspended'
  return person.lastLoginTime === null && (person.agreementAcceptedAt ?? null) === null ? 'invited' : 'active'
}
