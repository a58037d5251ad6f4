import type { Step } from '../plan/step.ts'
import { placeOf } from '../plan/world.ts'
import type { Scope } from '../user-admin.ts'

/**
 * A step's effect without the person and the scope, where these stand beside it: `take out`, `invite as Viewer`. What is
 * worded in another way is left whole.
 */
export function shortEffect({ email, what }: Step, scope: Scope | undefined): string {
  if (scope === undefined) return what
  const place = placeOf(scope)
  const forms: readonly (readonly [begin: string, short: string, end: string])[] = [
    [`take ${email} out of ${place}`, 'take out', ''],
    [`delete the account of ${email} at ${place}`, 'delete the account', ''],
    [`withdraw the invitation of ${email} to ${place}`, 'withdraw the invitation', ''],
    [`suspend ${email} in ${place}`, 'suspend', ''],
    [`let ${email} in again in ${place}`, 'let in again', ''],
    [`take ${email} off `, 'take off ', ` in ${place}`],
    [`invite ${email} to ${place}`, 'invite', ''],
    [`mail the invitation of ${email} to ${place} again`, 'mail the invitation again', ''],
    [`hand over what ${email} owns in ${place}`, 'hand over what they own', ''],
    [`put ${email} into `, 'put into ', ''],
    [`give ${email} `, 'give ', ` in ${place}`],
    [`make ${email} `, 'make ', ` in ${place}`],
  ]
  const form = forms.find(
    ([begin, , end]) =>
      what.startsWith(begin) &&
      what.slice(begin.length).endsWith(end) &&
      // Past a place there is nothing, or another part of the sentence: else the place is another one.
      (!begin.endsWith(place) || /^(?:$|[,;]| as )/u.test(what.slice(begin.length))),
  )
  if (form === undefined) return what
  const [begin, short, end] = form
  return short + what.slice(begin.length, what.length - end.length)
}

/** The role that a step gives, by its name: `Workspace Editor`. */
export function roleGiven(step: Step, scope: Scope | undefined): string {
  const [, name] = /^make (.+?)(?: instead of .*)?$/u.exec(shortEffect(step, scope)) ?? []
  if (name === 'hold no role') return 'no role'
  return name ?? ((step.roles?.add ?? []).join(', ') || 'was asked for')
}
