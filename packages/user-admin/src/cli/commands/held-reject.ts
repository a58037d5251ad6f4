import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { decided, heldNamed, rowOf } from '../held-named.ts'

/** `held reject`: puts a plan of the queue aside. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Put a plan of the queue aside. What it asks for is not done unasked either: a later plan that asks for the same waits for a person.',
    )
    .argument('<plan>', 'its id; 8 digits of it are enough')
    .requiredOption('--reason <text>', 'why, for the journal and for whoever asks')
    .option('--by <name>', 'who rejects, for the journal (default: USER_ADMIN_BY, else the account of this machine)')
    .addHelpText('after', '\nExamples:\n  user-admin held reject 3f9a2c11 --reason "they are on leave, not gone"')
    .action(async (name, { reason, by }) => {
      const { plan } = await heldNamed(context, name)
      const state = await context.state()
      const held = await state.held.reject(plan.id, { by: by?.trim() || context.by(), reason })
      context.answer({ data: { held: rowOf(held) }, text: decided(held) })
    })
