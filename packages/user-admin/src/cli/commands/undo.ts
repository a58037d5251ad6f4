import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { undoPlan } from '../../apply/undo.ts'
import type { Plan } from '../../plan/plan.ts'
import { summarise } from '../../plan/summarise.ts'
import type { State } from '../../state.ts'
import { approvalOf, approvingCommand } from '../approving.ts'
import { answerReport, carriedOut } from '../carried-out.ts'
import { several } from '../command.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { sayNoBaseline } from '../no-baseline.ts'
import { targetsFor } from '../plan-targets.ts'
import { runNamed } from '../run-named.ts'

/** `undo`: the people whom a run changed, as they were before. */
export default (context: Context): CommandUnknownOpts =>
  approvingCommand()
    .description(
      'Undo a run: who was taken out is invited with what they held, who was suspended is let in again, and roles are set back. Whoever was changed by others since is left alone, and named. It is a plan like every other: shown, approved, carried out.',
    )
    .argument('<run>', 'its id, as its report names it; 8 letters of it are enough')
    .option('--only <people>', 'only these of the people whom it changed; several by commas', several)
    .option('--invitations', 'withdraw invitations that it sent and that nobody accepted, too')
    .addHelpText(
      'after',
      `
Examples:
  user-admin undo 5b7f0c1e
  user-admin undo 5b7f0c1e --only ana@example.edu,li@example.edu
  user-admin undo 5b7f0c1e --approve 3f9a2c11 --by head@example.edu`,
    )
    .action(async (name, { only, invitations, ...options }) => {
      const { run, scopes } = await runNamed(context, name)
      const targets = await targetsFor(
        context,
        scopes.map(({ scope }) => scope),
      )
      const [state, policy] = await Promise.all([context.state(), context.policy()])
      const { now, signal } = context
      const plan = await undoPlan(
        targets.map(({ admin }) => admin),
        state.journal,
        { run, people: only, invitations: invitations === true, policy, state, now, signal },
      )
      await state.keep(plan)
      await sayNoBaseline(context, plan)
      if (plan.steps.length === 0) {
        const isOpen = plan.blocked.length + plan.kept.length > 0
        context.answer({
          exit: isOpen ? exits.error : exits.ok,
          data: { plan },
          text: () => shown(context, plan, options.rows),
        })
        return
      }
      const approved = await approvalOf(context, plan, options, (id) => keptPlan(state, id, signal))
      if (approved.approve !== undefined) {
        answerReport(context, await carriedOut(context, targets, plan, approved), options, { data: { plan } })
        return
      }
      const { why, line, exit, isShown } = approved
      context.answer({
        exit,
        data: { plan, ...(line === undefined ? {} : { line }) },
        text: () =>
          [
            ...(isShown ? [] : [shown(context, plan, options.rows), '']),
            line === undefined ? why : `${why} To carry it out: ${line}`,
          ].join('\n'),
      })
    })

const shown = ({ columns }: Context, plan: Plan, rows: number | undefined): string =>
  summarise(plan, { columns, rows }).trimEnd()

/** The plan that was shown before, by the beginning of its id. */
async function keptPlan(state: State, id: string, signal: AbortSignal): Promise<Plan | undefined> {
  for await (const plan of state.plans({ signal })) if (plan.id.startsWith(id)) return plan
  return undefined
}
