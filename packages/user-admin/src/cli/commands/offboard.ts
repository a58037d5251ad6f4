import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { orders } from '../../plan/orders.ts'
import { can } from '../../user-admin.ts'
import { accountsIn, accountsReleased } from '../accounts.ts'
import { approvingCommand } from '../approving.ts'
import type { Context } from '../context.ts'
import { order, type Told } from '../ordering.ts'
import { accessIn, accessText, entersBy } from '../person-access.ts'
import { refTo } from '../person-named.ts'
import { assetsOf, checkAssets } from '../planning.ts'
import { UsageError } from '../usage.ts'

/** `offboard`: one person out of every target. */
export default (context: Context): CommandUnknownOpts =>
  approvingCommand()
    .description(
      'Take one person out of every target: suspended where that can be done, or removed with --remove. Shows every way in before and after, and what remains open, since somebody may get in by a team of the identity provider or by a target that could not be read.',
    )
    .argument('<person>', 'an e-mail address, by which the person is known in every system')
    .option('--remove', 'remove the person everywhere, instead of suspending them')
    .option('--transfer-to <person>', 'AAC, with --remove: who receives what they own, by e-mail address')
    .option('--leave-assets', 'AAC, with --remove: give up what they own')
    .option('--account', 'Houston platform, with --remove: delete the account, with every role in every workspace')
    .addHelpText(
      'after',
      `
Examples:
  user-admin offboard ana@example.edu --all-targets
  user-admin offboard ana@example.edu --all-targets --remove --transfer-to head@example.edu`,
    )
    .action(async (named, options) => {
      checkAssets(options)
      const isRemoval = options.remove === true
      const wrong = (['transferTo', 'leaveAssets', 'account'] as const).find((name) => options[name] !== undefined)
      if (!isRemoval && wrong !== undefined)
        throw new UsageError(
          '--transfer-to, --leave-assets and --account are about a removal: say --remove, or leave them out.',
        )
      const ref = refTo(named)
      const goal = orders([{ action: isRemoval ? 'remove' : 'suspend', person: named }])
      if (isRemoval) await accountsIn(context, options.account)
      const targets = await context.targets('change')
      if (!isRemoval && !targets.some(({ admin }) => can(admin, 'suspend')))
        throw new UsageError('Nobody can be suspended in any of these targets: say --remove.')
      const before = await accessIn(context, targets, ref)
      const isAll = (places: readonly unknown[]): boolean =>
        places.length === targets.length && context.failed().length === 0
      // Who can be asked no second time stays in the answer as failed.
      const open = targets.filter(({ name }) => before.some(({ target }) => target === name))
      const more = async (isDone: boolean): Promise<Told> => {
        const after = isDone ? await accessIn(context, open, ref) : before
        const enters = entersBy(after, isAll(after))
        const left = [
          ...after.filter((place) => place.enters !== false).map(({ target }) => target),
          ...context.failed(),
        ]
        return {
          data: isDone ? { before, after, enters } : { before, enters },
          text: [
            ...(!isDone
              ? []
              : ['Before', accessText(context, named, before, entersBy(before, isAll(before))), '', 'Now']),
            accessText(context, named, after, enters),
            ...(left.length === 0 ? [] : [`Still open, or not known to be shut: ${left.join(', ')}.`]),
          ].join('\n'),
          isOpen: enters !== false,
        }
      }
      // What a person is asked about, they see before.
      if (context.ask.isPossible) context.note(accessText(context, named, before, entersBy(before, isAll(before))))
      await order(context, options, {
        targets: open,
        goal,
        assets: isRemoval ? assetsOf(context, options, open) : undefined,
        release: accountsReleased(options.account),
        more,
      })
    })
