import { readFile } from 'node:fs/promises'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { claimsOf, cutOf } from '../../credentials/whole-token.ts'
import { translated } from '../../translated.ts'
import { command, oneOf } from '../command.ts'
import type { Context } from '../context.ts'
import { handedOver } from '../handed-over.ts'
import { draftOf, othersText } from '../kept-secret.ts'
import { signInPlace } from '../sign-in-place.ts'
import { endOf, signedIn, whereOf, whoOf } from '../signed-in.ts'
import { isWholePair, pairIn, type TokenPair } from '../token-pair.ts'
import { UsageError } from '../usage.ts'

const regions = ['us1', 'eu1', 'au1'] as const

/** `login aac`: a pair of the token page becomes the credential of a target. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Take over a pair of tokens of Alteryx Analytics Cloud: generate it in the workspace (avatar, User Preferences, OAuth 2.0 API Tokens), and hand it over by --from, by a pipe, or when you are asked. It is checked with the server, and then kept where the configuration says, for this account alone. The pair of another workspace is refused.',
    )
    .argument('[target]', 'a target of the configuration (default: the only one of AAC)')
    .option('--from <file>', 'the file that holds the pair, as creds.json or a token a line; - for what is piped in')
    .option('--file <path>', 'without a configuration: where the pair is kept')
    .option('--region <region>', `with --file: ${regions.join(', ')}`, oneOf(regions))
    .option('--workspace <workspace>', 'with --file: the id, gid, name or address of the workspace that it must be of')
    .addHelpText(
      'after',
      `
Examples:
  user-admin login aac spring
  user-admin login aac spring --from ~/Downloads/creds.json
  pass show alteryx/spring | user-admin login aac spring
  user-admin login aac --file creds/spring.json --region us1`,
    )
    .action(async (named, { from, file, region, workspace }) => {
      if (file === undefined && (region !== undefined || workspace !== undefined))
        throw new UsageError('--region and --workspace belong to --file: a target says them in the configuration.')
      const place = await signInPlace(context, 'aac', {
        target: named,
        file,
        alone: (path) => {
          if (region === undefined)
            throw new UsageError(`With --file, say the region: --region ${regions.join(' or ')}.`)
          return { system: 'aac', region, workspace, credential: { file: path } }
        },
      })
      const { name, form, config } = place
      const pair = await pairFrom(context, from)
      // Its own word is a hint, but enough to refuse before its one-use token may be spent.
      const before = await workspaceIn(place.file)
      const given = claimsOf(pair.access)?.workspace ?? claimsOf(pair.refresh)?.workspace
      if (before !== undefined && given !== undefined && before !== given)
        throw new UsageError(
          `This pair is of another workspace (${given}) than the one in ${place.file} (${before}), which was left as it is. Generate one in the right workspace, or move that file away first.`,
        )

      await using draft = await draftOf(place.file)
      if (draft.others.length > 0) context.warn(othersText(draft.others))
      await draft.write(pair.text)
      const { exclusively } = await import('@user-admin/aac-client/node')
      try {
        const held = { ...form, credential: { file: draft.path } }
        const { as, scope } = await signedIn(context, config, name, held)
        // Who uses the pair that is there waits for its turn, and then finds the new one.
        const { signal } = context
        await exclusively(`${draft.file}.lock`, () => draft.place(), { signal, operation: 'login' })
        const ends = claimsOf(pair.refresh)?.ends
        context.answer({
          data: {
            target: name,
            file: place.file,
            as,
            scope,
            ends: ends === undefined ? null : new Date(ends).toISOString(),
          },
          text: () =>
            `Signed in to ${whereOf(scope)} as ${whoOf(as)}. The pair is kept in ${place.file}, for this account alone.\n${endOf(ends, context.now())}`,
        })
      } catch (error) {
        // The pair that was handed over is spent by then, and nobody but the draft has the one that came of it.
        const kept = await readFile(draft.path, 'utf8').catch(() => pair.text)
        if (kept !== pair.text) {
          draft.leave()
          context.warn(
            `The pair was renewed before it was refused, and the one handed over is spent: the new one is in ${draft.path}.`,
          )
        }
        throw translated(error)
      }
    })

async function pairFrom(context: Context, from: string | undefined): Promise<TokenPair> {
  const question = 'Access token, or the whole creds.json (it is not shown): '
  // One question in two parts: whoever pastes both tokens at once has neither of them shown or lost in between.
  const more = (typed: string): string | undefined => {
    if (typed.trim().startsWith('{')) return isWholePair(typed) ? undefined : ''
    return cutOf(typed) === undefined ? 'Refresh token (it is not shown): ' : undefined
  }
  return pairIn(await handedOver(context, { from, question, more }))
}

/** The gid of the workspace that the pair in a file is for, as far as it can be told. */
async function workspaceIn(file: string): Promise<string | undefined> {
  try {
    const { access_token: access } = JSON.parse((await readFile(file, 'utf8')).replace(/^\uFEFF/u, '')) as {
      access_token?: unknown
    }
    return typeof access === 'string' ? claimsOf(access)?.workspace : undefined
  } catch {
    return undefined
  }
}
