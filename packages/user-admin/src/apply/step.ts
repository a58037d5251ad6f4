import { changedSince, refOf, sentence } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import { canonicalEmail } from '../identity/identity.ts'
import type { Step } from '../plan/step.ts'
import {
  type ActOptions,
  type Change,
  type ChangeOptions,
  can,
  type Member,
  type Outcome,
  type UserAdmin,
  type UserRef,
} from '../user-admin.ts'

/** How a step can end: besides what a change can end with, not begun, not to be done, refused, or not known even after looking. */
export type StepOutcome = Outcome | 'skipped' | 'blocked' | 'failed' | 'unknown'

/** How one step ended. */
export interface Result {
  readonly step: Step
  readonly outcome: StepOutcome
  /** Why, for every outcome that is not as promised. */
  readonly reason?: string
  /** It was not decided but left, because the run was stopped: to resume the run takes it up again. */
  readonly open?: true
}

/** What an error may say in a report: foreign ones may hold anything, so only their kind is told. */
export function told(error: unknown): string {
  return error instanceof UserAdminError
    ? error.message
    : `An unexpected error (${error instanceof Error ? error.name : typeof error}).`
}

/** What each change of one step takes, so that it is written down before it is sent. */
export type Watched = (action: Begun) => ActOptions

/** How a step ended, and what a run needs to know besides. */
export interface Performed extends Omit<Result, 'step'> {
  /** The credential was refused, so that no further step can succeed. */
  readonly fatal?: true
  /** The server asked to be left alone until then, in ms since the epoch: what is not done yet waits for that. */
  readonly until?: number
  /** The person as read back; `null`: not there any more. */
  readonly after?: Member | null
}

/** Why it is not known how a step ended that was begun by a run that did not come to its end. */
export const brokenOff = 'The run was broken off before the answer was known.'

/** What can be begun of a step: a removal may begin with the transfer of what the person owns. */
export type Begun = Step['action']

/** One step, and what its carrying out knows. */
interface Attempt {
  readonly admin: UserAdmin
  readonly step: Step
  readonly watched: Watched
  /** What a run that was broken off was about to do, and may have done. */
  readonly begun: Begun | undefined
  handedOver: boolean
  /** Something was sent, so that what is there may be of this step. */
  wasSent: boolean
  /** Whom it was to invite somebody else invited meanwhile. */
  isHere: boolean
  /** A look showed the membership that was meant: no earlier attempt has taken it. */
  isThere: boolean
}

/**
 * Carries out one step on the membership that it was planned for. Never rejects.
 *
 * @param begun What a run that was broken off was about to do, and may have done. Who is there no more was removed by that, or by somebody
 * else: the read at the end of the run settles it, and nobody is looked for twice.
 */
export async function perform(admin: UserAdmin, step: Step, watched: Watched, begun?: Begun): Promise<Performed> {
  const attempt: Attempt = {
    admin,
    step,
    watched: (action) => {
      const { onBefore, ...options } = watched(action)
      return {
        ...options,
        onBefore: async (before) => {
          attempt.isThere = true
          await onBefore?.(before)
        },
      }
    },
    begun,
    handedOver: false,
    wasSent: begun !== undefined,
    isHere: false,
    isThere: false,
  }
  const { outcome, reason, ...more } = await tried(attempt)
  if (!attempt.handedOver || outcome === 'done')
    return { outcome, ...(reason === undefined ? {} : { reason }), ...more }
  // A transfer cannot be undone: it is told whatever became of the removal.
  const handed = `What the person owns was handed to ${step.transferTo?.email ?? ''} already.`
  return { outcome, reason: reason === undefined ? handed : `${sentence(reason)} ${handed}`, ...more }
}

async function tried(attempt: Attempt): Promise<Performed> {
  const { admin, step, begun } = attempt
  // Nothing shows whether the mail was sent, and nobody should get it twice.
  if (begun === 'remind') return { outcome: 'unknown', reason: brokenOff }
  /** Why it is not known how an earlier attempt ended. Who is to be removed and still there was not, by any. */
  let first: string | undefined = begun !== undefined && step.action !== 'remove' ? brokenOff : undefined
  const afterFirst = (reason: string): string =>
    first === undefined || first === reason ? reason : `${sentence(first)} At the second attempt: ${reason}`
  // A step whose end is unknown has been looked at; it is tried once more, on the same membership or not at all.
  for (;;) {
    try {
      const { outcome, note, member } = await carriedOut(attempt)
      if (begun !== undefined && step.action === 'remove' && outcome === 'unchanged')
        return { outcome: 'unknown', reason: brokenOff, after: null }
      const isOut = step.action === 'remove' && (outcome === 'unchanged' || (first !== undefined && outcome === 'done'))
      // What was taken under one address may be open under another: an invitation that is left is a way in. A first
      // attempt that changed nothing has asked for the id and the address already.
      const trace = isOut ? await traceOf(admin, first === undefined ? { aliases: step.aliases } : step) : undefined
      if (trace !== undefined && first === undefined) throw changedSince()
      if (trace !== undefined)
        return { outcome: 'unknown', reason: afterFirst(`The person is still there (${trace.email || trace.id}).`) }
      const after = afterwards(step, outcome, member)
      // What the second look finds done is what the first request did after all.
      if (first !== undefined && outcome === 'unchanged')
        return { ...said(step, step.promises === 'unknown' ? 'done' : step.promises), ...after }
      return { ...said(step, outcome, note), ...after }
    } catch (error) {
      const reason = afterFirst(told(error))
      if (!(error instanceof UserAdminError)) return { outcome: 'unknown', reason }
      if (error.effect === 'unknown' && first === undefined && !isMailed(step, error)) {
        first = reason
        attempt.wasSent = true
        continue
      }
      const { until } = error
      const fatal = isFatal(step, error) ? { fatal: true as const } : until === undefined ? {} : { until }
      // What became of the first request is not known better because a second one, or the look before it, failed.
      if (error.effect === 'unknown' || first !== undefined) return { outcome: 'unknown', reason, ...fatal }
      // Nothing was done, and nothing is wrong with this step.
      if (until !== undefined)
        return begun === undefined
          ? { outcome: 'skipped', reason, until }
          : { outcome: 'unknown', reason: `${brokenOff} Now: ${reason}`, until }
      const drifted = error.problem === 'conflict' || (error.problem === 'not-found' && error.cause === undefined)
      if (drifted && (step.id !== undefined || step.action === 'add-to-team' || attempt.isHere))
        return { outcome: 'skipped', reason }
      // Nor is it known how the run before ended that was about to remove, as long as no look shows the person.
      if (begun === 'remove' && !attempt.isThere)
        return { outcome: 'unknown', reason: `${brokenOff} Now: ${reason}`, ...fatal }
      if (error.problem === 'last-admin') return { outcome: 'blocked', reason }
      return { outcome: 'failed', reason, ...fatal }
    }
  }
}

/** Whether a mail may be on its way, or was sent without anybody being shown it: at a second attempt there would be two. */
const isMailed = ({ action }: Step, { cause }: UserAdminError): boolean =>
  action === 'remind' || (action === 'invite' && cause?.kind === 'timeout')

/** Whether no further step can succeed. Who may not give roles on deployments, or fill teams, may do the rest all the same. */
function isFatal({ action }: Step, { problem }: UserAdminError): boolean {
  const isApart = action === 'set-deployment-role' || action === 'add-to-team'
  return problem === 'unauthenticated' || (problem === 'forbidden' && !isApart)
}

/** The person as the change read them back. */
function afterwards({ action }: Step, outcome: Outcome, member: Member | undefined): Pick<Performed, 'after'> {
  if (member !== undefined) return { after: member }
  return action === 'remove' && outcome !== 'remains' ? { after: null } : {}
}

/** The person under the id or any address that the plan knows: only who is under none of them is out. */
async function traceOf(
  admin: UserAdmin,
  { id, email = '', aliases = [] }: { readonly [K in 'id' | 'email' | 'aliases']?: Step[K] | undefined },
): Promise<Member | undefined> {
  const addresses = [email, ...aliases].filter((address) => canonicalEmail(address) !== undefined)
  const refs: UserRef[] = [...(id === undefined ? [] : [{ id }]), ...addresses.map((address) => ({ email: address }))]
  for (const ref of refs) {
    const found = await admin.get(ref)
    if (found !== undefined) return found
  }
  return undefined
}

/** What is said of a step: `done` by a credential that is not shown every way in is not the whole of it. */
function said({ promises }: Step, outcome: Outcome, note?: string): Pick<Result, 'outcome' | 'reason'> {
  const reason = note ?? (outcome === 'done' && promises === 'unknown' ? partlyShown : undefined)
  return { outcome, ...(reason === undefined ? {} : { reason }) }
}

/** What is added to an outcome where the plan's scope has `unseen` ways in. */
export const partlyShown = 'This credential is not shown every way in; the plan says which not.'

async function carriedOut(attempt: Attempt): Promise<Change> {
  const { admin, step, watched, begun } = attempt
  const { id, email } = step
  // By the id alone, whoever is out is found to be so by one request; and by the address, whoever is in.
  const ref: UserRef = id === undefined ? { email } : begun === 'remove' ? { id } : refOf({ id, email })
  const options: ChangeOptions = { ...watched(step.action), ifMark: step.mark }
  switch (step.action) {
    case 'invite':
      return await admin.invite(
        {
          email,
          roles: step.roles?.add,
          ...(step.deployments === undefined
            ? {}
            : {
                deployments: step.deployments.flatMap(({ id: place, role }) =>
                  role === null ? [] : [{ id: place, role }],
                ),
              }),
        },
        inviting(attempt),
      )
    case 'reinstate':
      if (!can(admin, 'suspend'))
        throw new UserAdminError('unsupported', `Nobody is suspended or let in again in ${admin.scope.name}.`)
      return await admin.reinstate(ref, options)
    case 'set-roles':
      return await admin.setRoles(ref, step.roles ?? {}, options)
    case 'set-deployment-role':
      return await deploymentRole(admin, step, ref, options)
    case 'add-to-team':
      return await team(admin, step, ref, options)
    case 'suspend':
      if (!can(admin, 'suspend'))
        throw new UserAdminError('unsupported', `Nobody can be suspended in ${admin.scope.name}.`)
      return await admin.suspend(ref, options)
    case 'remind':
      if (!can(admin, 'remind'))
        throw new UserAdminError('unsupported', `No invitation is mailed again in ${admin.scope.name}.`)
      return await admin.remind(ref, options)
    case 'transfer':
      if (step.transferTo === undefined || !(await handOver(attempt, ref)))
        throw new UserAdminError('not-found', 'The person is not in the scope any more.')
      return { outcome: 'done', note: 'The system says so; what people own is not shown.' }
    case 'remove':
      if (step.transferTo === undefined || id === undefined) return await admin.remove(ref, options)
      return (await handOver(attempt, ref))
        ? await admin.remove(refOf({ id, email }), options)
        : { outcome: 'unchanged' }
    default:
      throw new UserAdminError(
        'invalid',
        `The plan names an action that there is not: ${String(step.action satisfies never)}.`,
      )
  }
}

/** An invitation that somebody else sent since the plan was made is none to give roles to. */
function inviting(attempt: Attempt): ActOptions {
  const { onBefore, ...options } = attempt.watched('invite')
  return {
    ...options,
    onBefore: async (before) => {
      attempt.isHere = before !== undefined && !attempt.wasSent
      if (attempt.isHere) throw changedSince()
      await onBefore?.(before)
    },
  }
}

async function deploymentRole(admin: UserAdmin, step: Step, ref: UserRef, options: ChangeOptions): Promise<Change> {
  const [place] = step.deployments ?? []
  if (!can(admin, 'setDeploymentRole') || place === undefined)
    throw new UserAdminError('unsupported', `Roles on deployments cannot be given in ${admin.scope.name}.`)
  return await admin.setDeploymentRole(ref, place.id, place.role, options)
}

/** Who was only just invited joins the team once they are in: that is another plan's. */
async function team(admin: UserAdmin, step: Step, ref: UserRef, options: ChangeOptions): Promise<Change> {
  if (!can(admin, 'addToTeam') || step.team === undefined)
    throw new UserAdminError('unsupported', `Nobody can be put into a team in ${admin.scope.name}.`)
  if (step.id === undefined) {
    const member = await admin.get({ email: step.email })
    if (member === undefined) throw new UserAdminError('not-found', 'The person is not in the scope.')
    if (member.status === 'invited')
      return {
        outcome: 'pending',
        note: 'The person joins the team once they have accepted the invitation: plan again then.',
      }
  }
  return await admin.addToTeam(ref, step.team.id, options)
}

/**
 * Transfers what the person owns; `false` when the person is proved to be gone already. To send it twice
 * moves nothing twice, so a lost answer is no harm here.
 */
async function handOver(attempt: Attempt, ref: UserRef): Promise<boolean> {
  const { admin, step, watched, begun } = attempt
  const { transferTo } = step
  if (transferTo === undefined) return true
  if (!can(admin, 'transferAssets'))
    throw new UserAdminError('unsupported', `Assets cannot be transferred in ${admin.scope.name}.`)
  try {
    await admin.transferAssets(ref, transferTo, { ...watched('transfer'), ifMark: step.mark })
  } catch (error) {
    if (!(error instanceof UserAdminError && error.problem === 'not-found' && error.cause === undefined)) throw error
    // Nobody is removed whose assets were not handed over: gone, or a membership that is not ours to end.
    if (begun === undefined && (await traceOf(admin, step)) !== undefined) throw error
    return false
  }
  attempt.handedOver = true
  return true
}
