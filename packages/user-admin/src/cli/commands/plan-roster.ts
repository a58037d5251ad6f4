import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { oneOf } from '../command.ts'
import type { Context } from '../context.ts'
import { goalSaid } from '../goals.ts'
import { plan, planningCommand } from '../planning.ts'
import { UsageError } from '../usage.ts'

const absents = oneOf(['keep', 'suspend', 'remove'])

/** `plan roster`: everybody on a list is in, with what it gives them. */
export default (context: Context): CommandUnknownOpts =>
  planningCommand()
    .description(
      'Everybody on the list would be in, with the roles that it gives; who is missing would be invited. Changes nothing.',
    )
    .argument(
      '[file]',
      'a CSV with the columns email, role, workspace, deployment, deployment role, team, complete, as far as it needs them',
    )
    .option(
      '--source <name>',
      'the active people of a source of the configuration instead, with the roles of its groups',
    )
    .option('--absent <what>', 'keep, suspend or remove members who are not on it (default: keep)', absents)
    .addHelpText(
      'after',
      `
Who is absent is only dealt with in workspaces that the list is whole for: where no row names a workspace, or the column
complete says yes.

Examples:
  user-admin plan roster people.csv --target spring
  user-admin plan roster teams.csv --absent remove --out plan.json
  user-admin plan roster --source hr --absent suspend`,
    )
    .action(async (file, options) => {
      const { source, absent } = options
      if ((file === undefined) === (source === undefined))
        throw new UsageError(
          file === undefined
            ? 'Say who is to be in: a CSV file, or --source.'
            : 'A file and --source exclude each other: keep the one that is meant.',
        )
      const who = source === undefined ? { file: file ?? '' } : { source }
      await plan(context, options, () => goalSaid(context, { kind: 'roster', who, absent }))
    })
