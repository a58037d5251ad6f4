import type { Kept, Step } from '../plan/step.ts'
import type { Scope } from '../user-admin.ts'

/** What a step of each kind does, after a count. */
const verbs: Readonly<Record<Step['action'], string>> = {
  invite: 'to invite',
  reinstate: 'to let in again',
  'set-roles': 'to give other roles',
  'set-deployment-role': 'to give other roles on deployments',
  'add-to-team': 'to put into teams',
  remind: 'to mail the invitation again',
  transfer: 'to hand over what they own',
  suspend: 'to suspend',
  remove: 'to remove',
}

/** Why people are left alone, after a count. */
export const reasons: Readonly<Record<Kept['code'], string>> = {
  self: 'whose credential is used',
  protected: 'protected by the policy',
  'look-alike': 'whose address looks like a listed one',
  ambiguous: 'whom the list does not name clearly',
  collision: 'whom the directory gives two states',
  'no-address': 'without an address',
  'invited-lately': 'invited lately',
  'last-seen-unknown': 'of whom nobody says when they were last seen',
  'changed-since': 'changed by somebody else since',
}

/** Each kind with how often it occurs, in the order of the first of each. */
export function countedBy<T, K extends string>(all: readonly T[], kind: (one: T) => K): ReadonlyMap<K, number> {
  const counts = new Map<K, number>()
  for (const one of all) counts.set(kind(one), (counts.get(kind(one)) ?? 0) + 1)
  return counts
}

/** `2 to invite, 18 to remove`. */
export const countedSteps = (steps: readonly Step[]): string =>
  [...countedBy(steps, ({ action }) => action)].map(([action, count]) => `${figure(count)} ${verbs[action]}`).join(', ')

/** `1,200`. */
export const figure = (count: number): string => count.toLocaleString('en-US')

export const times = (count: number, what: string): string => `${figure(count)} ${what}${count === 1 ? '' : 's'}`

/** `1 person`, `1,200 people`. */
export const peopleCount = (count: number): string => `${figure(count)} ${count === 1 ? 'person' : 'people'}`

/** Some people have no address, and all of them an id. */
export const who = ({ email, id }: { readonly email: string; readonly id?: string }): string =>
  email === '' ? `somebody without an address (id ${id ?? 'unknown'})` : email

/** The place of a step in full. */
export const whole = (scope: Scope): string =>
  `${scope.kind === 'platform' ? `the whole platform ${scope.name}` : `workspace ${scope.name} (${scope.id})`} at ${scope.origin}`

/** A name for each scope by its key that no other has: its own, then with its id, then with its system. */
export function namesOf(scopes: readonly { readonly key: string; readonly scope: Scope }[]): (key: string) => string {
  const forms: readonly ((scope: Scope) => string)[] = [
    ({ name }) => name,
    ({ name, id }) => `${name} (${id})`,
    ({ name, id, origin }) => `${name} (${id}) at ${origin}`,
  ]
  const counts = forms.map((form) => countedBy(scopes, ({ scope }) => form(scope)))
  const names = new Map(
    scopes.map(({ key, scope }) => {
      const form = forms.find((one, index) => counts[index]?.get(one(scope)) === 1)
      return [key, form?.(scope) ?? key]
    }),
  )
  return (key) => names.get(key) ?? key
}

/** `Data, Finance and 3 more`. */
export function few(names: readonly string[], most = 3): string {
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
}
