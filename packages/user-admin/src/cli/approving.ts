import type { Command } from '@commander-js/extra-typings'
import type { Approval } from '../apply/apply.ts'
import { canonicalEmail } from '../identity/identity.ts'
import type { Plan } from '../plan/plan.ts'
import { type GuardCode, guardCodes, type Step } from '../plan/step.ts'
import { summarise } from '../plan/summarise.ts'
import { several } from './command.ts'
import type { Context } from './context.ts'
import { type Exit, exitOfPlan, exits } from './exit.ts'
import { type ShowingOptions, showingCommand } from './planning.ts'
import { lineOf } from './shell-line.ts'
import { UsageError } from './usage.ts'

/** The options of every command that carries out a plan. */
export type ApprovingOptions = {
  readonly approve?: string | undefined
  readonly release?: readonly GuardCode[] | undefined
  readonly by?: string | undefined
  readonly reason?: string | undefined
  readonly ticket?: string | undefined
}

/** A command that carries out a plan once a person approved it. */
export function approvingCommand(): Command<[], ShowingOptions & ApprovingOptions> {
  return showingCommand()
    .option('--approve <plan>', 'carry out the plan with this id (8 digits of it are enough), as it was shown before')
    .option('--release <codes>', 'let through what these guards hold, by their codes; several by commas', guards)
    .option('--by <name>', 'who approves, for the journal (default: USER_ADMIN_BY, else the account of this machine)')
    .option('--reason <text>', 'why, for the journal')
    .option('--ticket <id>', 'where it was decided, for the journal')
}

/** The codes of guards in a list by commas. @throws {UsageError} for one that there is not. */
export function guards(value: string, before?: readonly GuardCode[]): readonly GuardCode[] {
  const given = several(value, before)
  const wrong = given.find((code) => !guardCodes.includes(code as GuardCode))
  if (wrong !== undefined)
    throw new UsageError(`${JSON.stringify(wrong)} is no guard; there are ${guardCodes.join(', ')}.`)
  return [...new Set(given as readonly GuardCode[])]
}

/** What a person let through, as `applyPlan` takes it. */
export interface Approved {
  readonly approve: Approval
  readonly release: readonly GuardCode[]
  readonly by: string
}

/** Nobody has approved it: nothing is done. */
export interface Unapproved {
  readonly approve?: undefined
  /** What is to be said of it, one sentence. */
  readonly why: string
  /** The line that would carry it out, to be typed as it is. Absent where no approval lets any of it through. */
  readonly line?: string | undefined
  readonly exit: Exit
  /** The person at the terminal has seen the plan, above the question. */
  readonly isShown: boolean
}

/**
 * Asks for the approval of a plan: on a terminal it is shown, and the number of people is typed; elsewhere, and where
 * `--approve` is given, its id has to be that of the plan.
 *
 * @param earlier A plan that may have been shown before, by the id of it: where it is approved, only what both say is done.
 */
export async function approvalOf(
  context: Context,
  plan: Plan,
  options: ShowingOptions & ApprovingOptions,
  earlier?: (id: string) => Promise<Plan | undefined>,
): Promise<Approved | Unapproved> {
  const { approve: id, release = [], reason, ticket } = options
  const by = options.by?.trim() || context.by()
  const given = (what: { readonly id: string } | { readonly of: Plan }): Approved => ({
    approve: {
      ...what,
      by,
      ...(reason === undefined ? {} : { reason }),
      ...(ticket === undefined ? {} : { ticket }),
    },
    release,
    by,
  })
  const free = plan.steps.filter(({ heldBy }) => heldBy.every((code) => release.includes(code)))
  let isShown = false
  const not = (why: string): Unapproved => ({
    why,
    line: lineFor(context, plan, release),
    exit: exitIf(plan, release),
    isShown,
  })

  if (free.length === 0) return { ...not('Guards hold all of it: nothing was changed.'), exit: exits.held }
  if (id !== undefined) {
    if (!/^[0-9a-f]{8,64}$/u.test(id))
      throw new UsageError('--approve takes the id of the plan that was shown: 64 hex digits, of which 8 are enough.')
    if (plan.id.startsWith(id)) return given({ id: plan.id })
    const of = await earlier?.(id)
    if (of !== undefined) return given({ of })
    return not('It is another plan by now than the one that was approved: nothing was changed. Look at it again.')
  }
  const { json, quiet } = context.options
  // Who is shown nothing approves nothing.
  if (!context.ask.isPossible || json === true || quiet === true) return not('Nothing was changed.')
  isShown = true
  context.note(summarise(plan, { columns: context.columns, rows: options.rows }).trimEnd())
  const { people, question } = counted(free)
  const released = release.length === 0 ? '' : `Of the guards these are released: ${release.join(', ')}.\n`
  const typed = await context.ask.text(
    `\n${released}${question} Type the number to go on, or nothing to leave it: `,
    instead,
  )
  if (typed === String(people)) return given({ id: plan.id })
  return not(typed === '' ? 'Nothing was changed.' : `It is another number than ${typed}: nothing was changed.`)
}

const instead = 'Approve the plan by its id: --approve PLAN.'

/** Whom the steps are about, each person once, and how that is asked for. */
export function counted(steps: readonly Step[]): { readonly people: number; readonly question: string } {
  const takes = steps.filter(({ action }) => action === 'remove' || action === 'suspend')
  const of = takes.length > 0 ? takes : steps
  return {
    people: new Set(of.map(personOf)).size,
    question: takes.length > 0 ? 'How many people lose access?' : 'How many people does this change?',
  }
}

/** Somebody of several scopes is one person by their address. */
const personOf = ({ email, scope, id = '' }: Step): string => canonicalEmail(email) ?? `${scope} ${id} ${email}`

/** As of a plan that is shown, without what is released. */
const exitIf = (plan: Plan, release: readonly GuardCode[]): Exit =>
  exitOfPlan({ ...plan, held: plan.held.filter(({ code }) => !release.includes(code)) })

/** What was typed, with the approval of this plan, and the release of what guards hold where nothing else is left. */
function lineFor({ words }: Context, { id, steps }: Plan, release: readonly GuardCode[]): string | undefined {
  if (steps.length === 0) return undefined
  const isFree = steps.some(({ heldBy }) => heldBy.every((code) => release.includes(code)))
  const held = isFree ? release : guardCodes.filter((code) => steps.some(({ heldBy }) => heldBy.includes(code)))
  return lineOf(words, [
    ['--approve', id],
    ['--release', held.length === 0 ? undefined : held.join(',')],
  ])
}
