import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { sendTest } from '../../notify/send-test.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { receiversNamed, receiversOf } from '../notifying.ts'
import { textTable } from '../text-table.ts'

/** `notify test`: whether the receivers hear. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Send a message that says it is a test to the receivers of the configuration, and say what each answered. Exits with 1 where one did not take it, and with 7 where only some did.',
    )
    .argument('[receivers...]', 'their names in the configuration (default: all)')
    .addHelpText(
      'after',
      `
Examples:
  user-admin notify test
  user-admin notify test ops --json`,
    )
    .action(async (names) => {
      const { env, signal, now } = context
      const all = receiversOf(await context.config(), { env, signal })
      const told = await Promise.all(
        receiversNamed(all, names).map(async (receiver) => {
          const { isReceived, why } = await sendTest(receiver, { now, signal })
          return { receiver: receiver.name, received: isReceived, answer: why }
        }),
      )
      const heard = told.filter(({ received }) => received).length
      context.answer({
        exit: heard === told.length ? exits.ok : heard === 0 ? exits.error : exits.partly,
        data: { receivers: told },
        text: () =>
          textTable(
            ['RECEIVER', 'TOOK IT', 'ANSWER'],
            told.map(({ receiver, received, answer }) => [receiver, received ? 'yes' : 'no', answer]),
          ),
      })
    })
