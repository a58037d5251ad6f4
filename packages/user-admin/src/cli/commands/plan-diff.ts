import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { diffPlans } from '../../plan/compare.ts'
import { summarise } from '../../plan/summarise.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { planNamed } from '../plan-named.ts'
import { showingCommand } from '../planning.ts'

/** `plan diff`: what is other in a later plan. */
export default (context: Context): CommandUnknownOpts =>
  showingCommand()
    .description(
      'Say what is other in a later plan than in an earlier one: what the approval of the earlier one does not cover. Exits with 3 where something is. Asks no server.',
    )
    .argument('<earlier>', 'its file, or its id')
    .argument('<later>', 'its file, or its id')
    .addHelpText(
      'after',
      `
Examples:
  user-admin plan diff approved.json plan.json
  user-admin plan diff 3f9a2c11 8d01e7b4 --markdown`,
    )
    .action(async (earlier, later, { rows, markdown }) => {
      const [before, after] = [await planNamed(context, earlier), await planNamed(context, later)]
      const difference = diffPlans(before, after)
      context.answer({
        data: { difference },
        exit: difference.same ? exits.ok : exits.pending,
        text: () =>
          summarise(difference, {
            columns: context.columns,
            ...(markdown === true ? { format: 'markdown' } : {}),
            rows,
          }).trimEnd(),
      })
    })
