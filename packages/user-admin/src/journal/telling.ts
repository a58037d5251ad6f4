import type { Step } from '../plan/step.ts'
import { placeOf } from '../plan/world.ts'
import { few, figure } from '../summary/words.ts'
import type { Caller, Scope } from '../user-admin.ts'
import { type Deed, lastOf } from './deeds.ts'
import type { RunBegan } from './journal.ts'

/** The day of a moment, as it is written in sentences: of universal time. */
export const dayOf = (at: string): string => at.slice(0, 10)

/** A plan by the beginning of its id, as forges show commits. */
export const planName = (id: string): string => `plan ${id.slice(0, 12)}`

/** What is known of a step besides its own rows. */
export interface Besides {
  readonly scope: Scope | undefined
  readonly key: string
  /** As the plan has it; absent where the plan was not kept. */
  readonly step: Step | undefined
  /** The run of the newest row. */
  readonly run: RunBegan | undefined
  readonly undone: { readonly at: string; readonly by: string } | undefined
}

/** What a step did to a person, in one sentence. */
export function toldOf(deed: Deed, about: Besides): string {
  const why = deed.intent?.reason ?? about.step?.reason
  return `${[
    done(deed, about),
    ...(why === undefined ? [] : [`asked for by “${why}”`]),
    ...(about.run === undefined ? [] : [approvalOf(about.run, about.step)]),
    ...(about.run?.undoes === undefined ? [] : [`to undo run ${about.run.undoes}`]),
    ...(about.undone === undefined ? [] : [`undone on ${dayOf(about.undone.at)} by ${about.undone.by}`]),
  ].join('; ')}.`
}

function done(deed: Deed, { scope, key }: Besides): string {
  const { transfer, ended } = deed
  const last = lastOf(deed)
  const { what, at } = last
  const place = scope === undefined ? key : placeOf(scope)
  const actor = `on ${dayOf(at)} by ${last.by} with ${credentialOf(last.credential)}`
  const first =
    transfer?.transferTo === undefined ? '' : `, after what they own was handed to ${transfer.transferTo.email}`
  if (ended === undefined || ended.seq !== last.seq)
    return `About to ${what} ${actor}; how that ended is not in the journal, and to resume the run finds out`
  const because = ended.reason === undefined ? '' : `: ${bare(ended.reason)}`
  const later = ended.open === true ? '; to resume the run takes it up again' : ''
  switch (ended.outcome) {
    case 'done':
      return `${deedOf(ended.action, what, place)} ${actor}${first}${because === '' ? '' : ` (${because.slice(2)})`}`
    case 'pending':
      return `${deedOf(ended.action, what, place)} ${actor}, to be accepted by the person${because}`
    case 'remains':
      return `${deedOf(ended.action, what, place)} ${actor}${first}, and still gets in${because}`
    case 'unchanged':
      return `Nothing had to be done ${actor} to ${what}, for it was so already${because}`
    case 'skipped':
      return `Left alone ${actor}, where the plan was to ${what}${because}${later}`
    case 'blocked':
      return `Not changed ${actor}, where the plan was to ${what}${because}${later}`
    case 'failed':
      return `The attempt to ${what} failed ${actor}${because}${later}`
    case 'unknown':
      return `An attempt to ${what} was made ${actor}, and how that ended is not known${because}${later}`
    default:
      return ended.outcome satisfies never
  }
}

/** The effect as it is said once it is there. */
function deedOf(action: Step['action'], what: string, place: string): string {
  switch (action) {
    case 'remove':
      if (what.startsWith('delete the account')) return `Account deleted at ${place}`
      return what.startsWith('withdraw') ? `Invitation to ${place} withdrawn` : `Removed from ${place}`
    case 'suspend':
      return `Suspended in ${place}`
    case 'reinstate':
      return `Reinstated in ${place}`
    case 'invite':
      return `Invited to ${place}`
    case 'remind':
      return `Mailed the invitation to ${place} again`
    case 'add-to-team':
      return `Put into a team in ${place} (${what})`
    case 'set-roles':
    case 'set-deployment-role':
      return `Given another role in ${place} (${what})`
    case 'transfer':
      return `Relieved of what they own in ${place}`
    default:
      return action satisfies never
  }
}

const credentialOf = ({ kind, email, id }: Caller): string =>
  `the credential of ${kind === 'person' ? '' : 'the service account '}${email ?? id}`

function approvalOf({ approvedBy, approval, of, reason, ticket, released }: RunBegan, step: Step | undefined): string {
  // Of the guards that were released, those that held this one; where nobody knows which did, all.
  const own = step === undefined ? released : released.filter((code) => step.heldBy.includes(code))
  return [
    `${approval === 'self' ? 'self-approved' : 'approved'} by ${approvedBy}`,
    ...(approval === 'earlier' && of !== undefined ? [` as ${planName(of)}`] : []),
    ...(ticket === undefined ? [] : [` (ticket ${ticket})`]),
    ...(reason === undefined ? [] : [`, with the reason “${reason}”`]),
    ...(own.length === 0 ? [] : [`, who released ${few(own, 9)}`]),
  ].join('')
}

/** A sentence without its end, to be gone on with. */
export const bare = (sentence: string): string => sentence.trim().replace(/\.$/u, '')

/** When something was found in one plan after the other. */
export function whenOf(at: string, until: string | undefined, times: number): string {
  const [from, to] = [dayOf(at), dayOf(until ?? at)]
  const days = from === to ? `on ${from}` : `from ${from} to ${to}`
  return times === 1 ? `by the plan made ${days}` : `by ${figure(times)} plans made ${days}`
}
