import { resolve } from 'node:path'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import type { Context } from '../context.ts'
import { goalSaid } from '../goals.ts'
import { leaving, plan, planningCommand } from '../planning.ts'
import { UsageError } from '../usage.ts'

/** `plan leavers`: these people lose access, wherever they are. */
export default (context: Context): CommandUnknownOpts =>
  planningCommand()
    .description('The people named would lose access, everybody else is left as they are. Changes nothing.')
    .argument('[people...]', 'who left: e-mail addresses, ids')
    .option('--file <table>', 'a CSV of the people who left')
    .option('--source <name>', 'who is disabled, expired, deleted or absent in a source of the configuration')
    .option('--action <what>', 'suspend or remove them (default: suspend; where a system cannot, say remove)', leaving)
    .addHelpText(
      'after',
      `
Examples:
  user-admin plan leavers ana@example.edu --action remove
  user-admin plan leavers --file gone.csv --out plan.json
  user-admin plan leavers --source corp --json`,
    )
    .action(async (people, options) => {
      const { file, source, action } = options
      const isList = people.length > 0 || file !== undefined
      if (isList === (source !== undefined))
        throw new UsageError(
          isList
            ? 'People who left and --source exclude each other: keep the one that is meant.'
            : 'Say who left: their addresses, --file, or --source.',
        )
      const who =
        source === undefined
          ? { people, file: file === undefined ? undefined : resolve(context.cwd, file) }
          : { source }
      await plan(context, options, () => goalSaid(context, { kind: 'leavers', who, action }))
    })
