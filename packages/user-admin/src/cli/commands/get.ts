import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { accessIn, accessText, entersBy } from '../person-access.ts'
import { refTo } from '../person-named.ts'

/** `get`: one person, and every way in. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Show where somebody gets in, over all targets, and by which ways: their own roles, teams, groups, deployments, invitations. Name the person by address: an id means somebody in one system only.',
    )
    .argument('<person>', 'an e-mail address or id')
    .addHelpText(
      'after',
      `
Examples:
  user-admin get ana@example.edu
  user-admin get ana@example.edu --target spring --json`,
    )
    .action(async (named) => {
      const ref = refTo(named)
      const targets = await context.targets('read')
      const places = await accessIn(context, targets, ref)
      const isAll = places.length === targets.length && context.failed().length === 0
      const enters = entersBy(places, isAll)
      // Of a slip of the pen it is true as well that nobody of that name gets in.
      if (places.length > 0 && places.every(({ member, access }) => member === null && access.length === 0))
        context.warn(
          `No target that was read knows ${named}. If that is new to you, look at how it is spelt: user-admin members lists everybody.`,
        )
      context.answer({
        exit: exits.ok,
        data: { person: named, enters, places },
        text: () => accessText(context, named, places, enters),
      })
    })
