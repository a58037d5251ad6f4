import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { orders } from '../../plan/orders.ts'
import { approvingCommand } from '../approving.ts'
import type { Context } from '../context.ts'
import { order } from '../ordering.ts'

/** `reinstate`: lets suspended people in again. */
export default (context: Context): CommandUnknownOpts =>
  approvingCommand()
    .description('Let suspended people in again, with what they held.')
    .argument('<people...>', 'e-mail addresses or ids')
    .addHelpText(
      'after',
      `
Examples:
  user-admin reinstate ana@example.edu --target spring`,
    )
    .action(async (people, options) => {
      const goal = orders(people.map((person) => ({ action: 'reinstate', person })))
      await order(context, options, { targets: await context.targets('change'), goal })
    })
