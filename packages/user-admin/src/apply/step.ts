import { changedSince, sentence } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import type { Step } from '../plan/step.ts'
import type { Member, Outcome, UserAdmin } from '../user-admin.ts'
import { type Attempt, type Begun, carriedOut, traceOf, type Watched } from './change-asked.ts'

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

/** What is said of a step: `done` by a credential that is not shown every way in is not the whole of it. */
function said({ promises }: Step, outcome: Outcome, note?: string): Pick<Result, 'outcome' | 'reason'> {
  const reason = note ?? (outcome === 'done' && promises === 'unknown' ? partlyShown : undefined)
  return { outcome, ...(reason === undefined ? {} : { reason }) }
}

/** What is added to an outcome where the plan's scope has `unseen` ways in. */
export const partlyShown = 'This credential is not shown every way in; the plan says which not.'
