import { resolve } from 'node:path'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { several } from '../command.ts'
import type { Context } from '../context.ts'
import { goalSaid } from '../goals.ts'
import { plan, planningCommand } from '../planning.ts'
import { UsageError } from '../usage.ts'

/** `plan keep-only`: everybody but these people loses access. */
export default (context: Context): CommandUnknownOpts =>
  planningCommand()
    .description('Everybody but the people named would lose access; open invitations count as people. Changes nothing.')
    .argument('[people...]', 'who stays: e-mail addresses, domains (@example.edu), ids')
    .option('--file <table>', 'a CSV of the people who stay')
    .option('--role <role>', 'everybody who holds this role stays; several by commas', several)
    .option('--source <name>', 'the active people of a source of the configuration stay')
    .option('--only-me', 'nobody stays but the person whose credential is used')
    .addHelpText(
      'after',
      `
Examples:
  user-admin plan keep-only me@example.edu ta@example.edu --target spring --transfer-to me@example.edu
  user-admin plan keep-only --file staff.csv --out plan.json
  user-admin plan keep-only --source hr --json`,
    )
    .action(async (people, options) => {
      const { file, role = [], source, onlyMe } = options
      const isList = people.length > 0 || file !== undefined || role.length > 0
      const ways = [isList, source !== undefined, onlyMe === true].filter(Boolean).length
      if (ways !== 1)
        throw new UsageError(
          ways === 0
            ? 'Say who stays: their addresses, --file, --role, --source, or --only-me.'
            : 'People who stay, --source and --only-me exclude each other: keep the one that is meant.',
        )
      const list = { people, file: file === undefined ? undefined : resolve(context.cwd, file), roles: role }
      const who = onlyMe === true ? 'only-me' : source === undefined ? list : { source }
      await plan(context, options, () => goalSaid(context, { kind: 'keep-only', who }))
    })
