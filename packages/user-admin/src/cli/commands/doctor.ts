import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { writeBundle } from '../doctor/bundle.ts'
import { examined } from '../doctor/examined.ts'
import { findingsOf } from '../doctor/report.ts'
import { doctorText } from '../doctor/text.ts'
import { exits } from '../exit.ts'

/** `doctor`: what is well, and what is to be mended before it does harm. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Look at everything that a run depends on: who each credential is, what it may do and how long it lasts, the servers and their clocks, workspaces that no target is about, the configuration and the state. Nothing is changed.',
    )
    .option('--bundle <folder>', 'write a folder for whoever helps you; nothing secret is in it, and no address')
    .addHelpText(
      'after',
      `
Examples:
  user-admin doctor
  user-admin doctor --target spring --json
  user-admin doctor --bundle support`,
    )
    .action(async ({ bundle: folder }) => {
      const report = await examined(context)
      const isWrong = findingsOf(report).some(({ level }) => level === 'bad')
      const bundle = folder === undefined ? undefined : await writeBundle(context, folder, report, context.results())
      context.answer({
        data: { ...report, ...(bundle === undefined ? {} : { bundle }) },
        exit: isWrong ? exits.error : exits.ok,
        text: () =>
          [
            doctorText(report, context),
            ...(bundle === undefined
              ? []
              : [`Written to ${bundle.folder}: ${bundle.files.join(', ')}. Look through it before you send it.`]),
          ].join('\n\n'),
      })
    })
