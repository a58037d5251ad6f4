import { join } from 'node:path'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import type { Hosts } from '@user-admin/aac-client'
import type { Configured } from '../../console/server/session.ts'
import { command, oneOf, several } from '../command.ts'
import { openedInBrowser, pageFiles } from '../console/page-folder.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../usage.ts'

const regions = ['us1', 'eu1', 'au1'] as const

/** `console`: the page for administrators who do not program. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Open a page in the browser of this machine: paste tokens, paste the addresses of who stays, look at what would happen, and let it be done. Nobody else reaches it; tokens are kept in memory only, and it ends by itself after half an hour in which nothing is asked.',
    )
    .option('--open', 'open the page also where this is no terminal')
    .option('--no-open', 'only print the link')
    .option(
      '--aac-hosts <addresses>',
      'an installation of AAC with names of its own: gateway, application and token server, by commas; one for all three',
      several,
    )
    .option('--region <region>', `only this region of AAC: ${regions.join(', ')} (default: all)`, oneOf(regions))
    .addHelpText(
      'after',
      `
Of a configuration, where one is found, the policy counts here too: whom it protects keeps access. What is done is written
down in its state folder, or in --state, or in that of this account; and its audit.sign signs what is made for an audit.

Examples:
  user-admin console
  user-admin console --no-open --state ./state`,
    )
    .action(async ({ open, aacHosts, region }) => {
      const { env, now, options, signal } = context
      const [{ startConsole }, { inFile }, { openState, usualFolder }, configured] = await Promise.all([
        import('../../console/server/server.ts'),
        import('../../console/server/notebook.ts'),
        import('../../state/open.ts'),
        configuredIn(context),
      ])
      const folder = (await folderIn(context, configured)) ?? usualFolder(process.platform, env)
      using state = await openState({ folder, now })
      const hosts = aacHosts === undefined ? undefined : hostsIn(aacHosts)
      await using running = await startConsole({
        files: await pageFiles(),
        state,
        notebook: inFile(join(folder, 'console.json')),
        by: context.by(),
        configured,
        aac: { hosts, ...(region === undefined ? {} : { regions: [region] }) },
        now,
      })
      const { link } = running
      // With --json there is one envelope on stdout, and nothing before it.
      if (options.json === true) context.event({ event: 'console-opened', link })
      else await context.write(`${link}\n`)
      context.note('The link is good for one opening, on this machine. Ctrl-C ends the page and forgets every token.')
      const forget = (open ?? process.stderr.isTTY) ? await openedInBrowser(link) : undefined
      const stop = (): void => void running.close()
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      const why = await running.ended
      signal.removeEventListener('abort', stop)
      await forget?.()
      context.answer({ data: { ended: why } })
    })

/**
 * What counts of the configuration that the command line would find here; `undefined` where there is none.
 *
 * @throws {UsageError} where it is wrong: a page that passed over it would protect nobody.
 */
async function configuredIn(context: Context): Promise<Configured | undefined> {
  const { options, cwd, env, signal } = context
  const { findConfig } = await import('../config/config.ts')
  const file = await findConfig({ named: options.config, cwd, env }).catch(() => undefined)
  if (file === undefined) return undefined
  const [config, policy, { secretOf }] = await Promise.all([
    context.config(),
    context.policy(),
    import('../config/credentials.ts'),
  ])
  const form = config.audit?.sign
  return { file, policy, ...(form === undefined ? {} : { key: secretOf(form, 'audit.sign', config, { env, signal }) }) }
}

/** Where the state is, as for every other command; `undefined`: where it is without a configuration. */
async function folderIn(context: Context, configured: Configured | undefined): Promise<string | undefined> {
  const { options, cwd, env } = context
  if (options.state === undefined && configured === undefined) return undefined
  const { stateFolder } = await import('../config/config.ts')
  return await stateFolder(options.state, { cwd, env, config: () => context.config() })
}

/** @throws {UsageError} for another number of them than one and three. */
function hostsIn(given: readonly string[]): Hosts {
  const [gateway, app = gateway, tokenServer = gateway] = given
  if (gateway === undefined || app === undefined || given.length === 2 || given.length > 3)
    throw new UsageError(
      '--aac-hosts takes one address, or three: of the gateway, the application and the token server.',
    )
  return { gateway, app, tokenServer }
}
