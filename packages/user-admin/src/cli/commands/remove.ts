import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { orders } from '../../plan/orders.ts'
import { accountsIn, accountsReleased } from '../accounts.ts'
import { approvingCommand } from '../approving.ts'
import type { Context } from '../context.ts'
import { order } from '../ordering.ts'
import { assetsOf, checkAssets } from '../planning.ts'

/** `remove`: takes people out. */
export default (context: Context): CommandUnknownOpts =>
  approvingCommand()
    .description(
      'Take people out, their open invitations included. In a target that is a whole Houston platform this deletes their accounts: say --account.',
    )
    .argument('<people...>', 'e-mail addresses or ids')
    .option('--transfer-to <person>', 'AAC: who receives what they own, by e-mail address')
    .option('--leave-assets', 'AAC: give up what they own')
    .option('--account', 'Houston platform: delete the account, with every role in every workspace')
    .addHelpText(
      'after',
      `
Examples:
  user-admin remove ana@example.edu --target spring --transfer-to head@example.edu
  user-admin remove ana@example.edu --target class-1 --approve 3f9a2c11
  user-admin remove ana@example.edu --target platform --account`,
    )
    .action(async (people, options) => {
      checkAssets(options)
      const goal = orders(people.map((person) => ({ action: 'remove', person })))
      await accountsIn(context, options.account)
      const targets = await context.targets('change')
      const assets = assetsOf(context, options, targets)
      await order(context, options, { targets, goal, assets, release: accountsReleased(options.account) })
    })
