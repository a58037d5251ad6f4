import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { quarantined } from '../quarantined.ts'

/** `quarantine list`: what unattended runs leave alone. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'List the sources and targets that unattended runs leave alone until somebody has looked, with what ends it. Exits with 5 where there are some.',
    )
    .addHelpText('after', '\nExamples:\n  user-admin quarantine list\n  user-admin quarantine list --json')
    .action(async () => {
      const all = await quarantined(await context.state())
      context.answer({
        exit: all.length > 0 ? exits.quarantined : exits.ok,
        data: { quarantines: all },
        text: () =>
          all.length === 0
            ? 'Nothing is in quarantine.'
            : all
                .map(({ name, subject, since, why, leave }) =>
                  [
                    `${name}${name === subject ? '' : ` (${subject})`}, since ${since.slice(0, 16).replace('T', ' ')}`,
                    `  ${why}`,
                    `  ${leave}`,
                  ].join('\n'),
                )
                .join('\n\n'),
      })
    })
