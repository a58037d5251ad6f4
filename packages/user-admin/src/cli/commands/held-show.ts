import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import type { Context } from '../context.ts'
import { exitOfPlan, exits } from '../exit.ts'
import { heldNamed, shownHeld } from '../held-named.ts'
import { showingCommand } from '../planning.ts'

/** `held show`: one plan of the queue, with what became of it. */
export default (context: Context): CommandUnknownOpts =>
  showingCommand()
    .description('Show a plan of the queue: what it would do, what holds it, and what was decided. Asks no server.')
    .argument('<plan>', 'its id; 8 digits of it are enough')
    .addHelpText(
      'after',
      `
Examples:
  user-admin held show 3f9a2c11
  user-admin held show 3f9a2c11 --rows 1000`,
    )
    .action(async (name, options) => {
      const held = await heldNamed(context, name)
      const isOpen = held.status === 'waiting' || held.status === 'approved'
      context.answer({
        exit: isOpen ? exitOfPlan(held.plan) : exits.ok,
        data: { held },
        text: () => shownHeld(context, held, options),
      })
    })
