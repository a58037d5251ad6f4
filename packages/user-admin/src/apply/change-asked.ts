import { changedSince, refOf } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import { canonicalEmail } from '../identity/identity.ts'
import type { Step } from '../plan/step.ts'
import {
  type ActOptions,
  type Change,
  type ChangeOptions,
  can,
  type Member,
  type UserAdmin,
  type UserRef,
} from '../user-admin.ts'

/** What each change of one step takes, so that it is written down before it is sent. */
export type Watched = (action: Begun) => ActOptions

/** What can be begun of a step: a removal may begin with the transfer of what the person owns. */
export type Begun = Step['action']

/** One step, and what its carrying out knows. */
export interface Attempt {
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

/** Sends what the step asks for, once: what the change says of its end, or its error. */
export async function carriedOut(attempt: Attempt): Promise<Change> {
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

/** The person under the id or any address that the plan knows: only who is under none of them is out. */
export async function traceOf(
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
