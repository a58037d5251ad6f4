import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { showing } from '../progress.ts'

/** `demo`: both systems administered, on fakes. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Administer both systems, on fake servers on this machine: nothing outside is reached, nothing is kept, and no configuration is needed.',
    )
    .addHelpText('after', '\nExamples:\n  user-admin demo\n  user-admin demo --json')
    .action(async () => {
      const { columns, signal } = context
      const isSilent = context.options.json === true
      const say = (line: string): void => {
        // Who does not read on has seen enough.
        if (!isSilent) context.write(`${line}\n`).catch(() => undefined)
      }
      const title = (text: string): void => say(`\n${context.paint.bold(text)}\n${'='.repeat(text.length)}`)
      // The fakes bring a whole GraphQL engine, for which nobody else should wait.
      const [{ houstonDemo }, { aacDemo }] = await Promise.all([import('../demo/houston.ts'), import('../demo/aac.ts')])

      title('Astronomer: create, read, change and remove one person, in each of three workspaces')
      const houston = await houstonDemo(say, signal)
      title('Alteryx Analytics Cloud: remove everybody but a protected list from a workspace of 500')
      const bar = context.progress('Applying')
      const onProgress = process.stderr.isTTY ? showing(bar) : undefined
      const aac = await aacDemo(say, { columns, onProgress, signal }).finally(() => bar.stop())
      const isAsPlanned = houston && aac
      context.answer({
        exit: isAsPlanned ? exits.ok : exits.error,
        data: { isAsPlanned },
        text: isAsPlanned ? '\nBoth systems are as planned; 0 protected people touched.' : '\nNOT as planned.',
      })
    })
