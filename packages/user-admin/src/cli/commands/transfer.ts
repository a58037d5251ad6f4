import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { orders } from '../../plan/orders.ts'
import { approvingCommand } from '../approving.ts'
import type { Context } from '../context.ts'
import { order } from '../ordering.ts'

/** `transfer`: hands over what somebody owns. */
export default (context: Context): CommandUnknownOpts =>
  approvingCommand()
    .description(
      'Hand over everything that somebody owns to an active member, and leave them in. It cannot be undone, and must come before a removal: nobody can hand over what a removed person owned. AAC only.',
    )
    .argument('<from>', 'who owns it: an e-mail address or id')
    .requiredOption('--to <person>', 'who receives it: an e-mail address or id')
    .addHelpText(
      'after',
      `
Examples:
  user-admin transfer ana@example.edu --to head@example.edu --target spring`,
    )
    .action(async (person, { to, ...options }) => {
      const goal = orders([{ action: 'transfer', person, to }])
      await order(context, options, { targets: await context.targets('change'), goal })
    })
