import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { inactive } from '../../plan/goal.ts'
import { moment } from '../command.ts'
import type { Context } from '../context.ts'
import { leaving, plan, planningCommand } from '../planning.ts'

/** `plan inactive`: who was not seen for long loses access. */
export default (context: Context): CommandUnknownOpts =>
  planningCommand()
    .description(
      'Who was last seen before a time would lose access. Somebody of whom the system does not say when is left alone, and named. Changes nothing.',
    )
    .requiredOption('--since <time>', 'a date (2026-01-31), or so long ago (90d)')
    .option('--action <what>', 'suspend or remove them (default: suspend; where a system cannot, say remove)', leaving)
    .addHelpText(
      'after',
      `
Examples:
  user-admin plan inactive --since 90d --target spring
  user-admin plan inactive --since 2026-01-31 --action remove --leave-assets`,
    )
    .action(async ({ since, action, ...options }) => {
      const time = moment(since, context.now())
      await plan(context, options, () => inactive({ since: time, action }))
    })
