import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { orders } from '../../plan/orders.ts'
import { approvingCommand } from '../approving.ts'
import type { Context } from '../context.ts'
import { order } from '../ordering.ts'

/** `suspend`: locks people out. */
export default (context: Context): CommandUnknownOpts =>
  approvingCommand()
    .description(
      'Lock people out without taking anything from them: what they own, their roles and their seat stay. Houston cannot.',
    )
    .argument('<people...>', 'e-mail addresses or ids')
    .addHelpText(
      'after',
      `
Examples:
  user-admin suspend ana@example.edu --target spring
  user-admin suspend ana@example.edu --target spring --approve 3f9a2c11 --by head@example.edu`,
    )
    .action(async (people, options) => {
      const goal = orders(people.map((person) => ({ action: 'suspend', person })))
      await order(context, options, { targets: await context.targets('change'), goal })
    })
