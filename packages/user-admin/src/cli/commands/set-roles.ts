import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { orders } from '../../plan/orders.ts'
import { approvingCommand } from '../approving.ts'
import { several } from '../command.ts'
import type { Context } from '../context.ts'
import { order } from '../ordering.ts'
import { UsageError } from '../usage.ts'

/** `set-roles`: what people hold. */
export default (context: Context): CommandUnknownOpts =>
  approvingCommand()
    .description(
      'Give somebody exactly these roles (--role), or give some and take some (--add, --drop) and leave the others. In Houston a person holds one role, and another one takes its place.',
    )
    .argument('<people...>', 'e-mail addresses or ids')
    .option('--role <roles>', 'exactly these, by id or name; several by commas', several)
    .option('--add <roles>', 'give these, and leave the others', several)
    .option('--drop <roles>', 'take these, and leave the others', several)
    .addHelpText(
      'after',
      `
Examples:
  user-admin set-roles ana@example.edu --role WORKSPACE_EDITOR --target class-1
  user-admin set-roles ana@example.edu --add "Full User" --drop Viewer --target spring`,
    )
    .action(async (people, { role: exactly, add, drop, ...options }) => {
      if (exactly === undefined && add === undefined && drop === undefined)
        throw new UsageError('Say which roles: --role for exactly these, or --add and --drop.')
      if (exactly !== undefined && (add !== undefined || drop !== undefined))
        throw new UsageError('--role excludes --add and --drop: keep the one that is meant.')
      const roles = {
        ...(exactly === undefined ? {} : { exactly }),
        ...(add === undefined ? {} : { add }),
        ...(drop === undefined ? {} : { drop }),
      }
      const goal = orders(people.map((person) => ({ action: 'set-roles', person, roles })))
      await order(context, options, { targets: await context.targets('change'), goal })
    })
