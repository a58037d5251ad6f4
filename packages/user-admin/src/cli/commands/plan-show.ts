import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import type { Context } from '../context.ts'
import { planNamed } from '../plan-named.ts'
import { answerPlan, showingCommand } from '../planning.ts'

/** `plan show`: a plan that was made before. */
export default (context: Context): CommandUnknownOpts =>
  showingCommand()
    .description('Show a plan again as it was made. Asks no server.')
    .argument('<plan>', 'its file, or its id (8 digits of it are enough) where it was made with this state')
    .addHelpText(
      'after',
      `
Examples:
  user-admin plan show plan.json --rows 1000
  user-admin plan show 3f9a2c11 --markdown`,
    )
    .action(async (name, options) => {
      answerPlan(context, await planNamed(context, name), options)
    })
