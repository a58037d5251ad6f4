import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { meant, quarantined } from '../quarantined.ts'

/** `quarantine leave`: unattended runs act again. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Take a source or target out of quarantine, once you have found out what happened: unattended runs act there again.',
    )
    .argument('<name>', 'its name, or what quarantine list shows in brackets')
    .requiredOption('--reason <text>', 'what you found, for the journal and for whoever asks')
    .option('--by <name>', 'who says so, for the journal (default: USER_ADMIN_BY, else the account of this machine)')
    .addHelpText('after', '\nExamples:\n  user-admin quarantine leave spring-class --reason "the proxy was mended"')
    .action(async (name, { reason, by }) => {
      const state = await context.state()
      const { subject, name: called } = meant(await quarantined(state), name)
      await state.quarantines.leave(subject, { by: by?.trim() || context.by(), reason })
      context.answer({
        data: { left: subject },
        text: `${called} is not in quarantine any more: unattended runs act there again.`,
      })
    })
