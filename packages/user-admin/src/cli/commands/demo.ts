import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command } from '../command.ts'
import { openedInBrowser } from '../console/page-folder.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { showing } from '../progress.ts'

/** `demo`: both systems administered, on fakes. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Administer both systems, on fake servers on this machine: nothing outside is reached, nothing is kept, and no configuration is needed.',
    )
    .option('--console', 'try the page of `user-admin console` instead, with five workspaces')
    .addHelpText('after', '\nExamples:\n  user-admin demo\n  user-admin demo --console\n  user-admin demo --json')
    .action(async ({ console: isConsole }) => {
      if (isConsole === true) return await shownConsole(context)
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

/** The page, with what can be pasted into it. */
async function shownConsole(context: Context): Promise<void> {
  const { consoleDemo } = await import('../demo/console.ts')
  let forget: (() => Promise<void>) | undefined
  await consoleDemo(async (link, paste, stay) => {
    const { bold } = context.paint
    await context.write(
      `${bold('Open')}\n${link}\n\n${bold('Paste as tokens')}\n${paste}\n\n${bold('Paste as the people who stay')}\n${stay}\n\n`,
    )
    context.note('Everything is fake, and nothing is kept. Ctrl-C ends it.')
    if (process.stderr.isTTY) forget = await openedInBrowser(link)
  }, context.signal)
  await forget?.()
  context.answer({ data: { isAsPlanned: true } })
}
