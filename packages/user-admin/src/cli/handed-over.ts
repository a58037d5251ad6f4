import { isTokenLike } from '../credentials/whole-token.ts'
import type { More } from './ask.ts'
import type { Context } from './context.ts'
import { readNamed } from './files.ts'
import { UsageError } from './usage.ts'

/** What is piped in may have this many letters. */
const most = 2 ** 20

/**
 * A secret that a person hands over: from the file that was named, from what is piped in, or typed unseen at a terminal.
 *
 * @param more As of {@link Ask.secret}.
 * @throws {UsageError} where there is none.
 */
export async function handedOver(
  context: Context,
  {
    from,
    question,
    more,
  }: {
    readonly from: string | undefined
    readonly question: string
    readonly more?: More
  },
): Promise<string> {
  if (from !== undefined && from !== '-') {
    refuseToken(from, '--from')
    return await readNamed(context.cwd, from)
  }
  const instead = 'Give it with --from FILE, or pipe it in.'
  if (from === undefined && context.ask.isPossible) return await context.ask.secret(question, instead, more)
  if (context.stdin.isTTY) throw new UsageError(`Nothing is piped in. ${instead}`)
  const text = await piped(context)
  if (text.trim() === '') throw new UsageError(`Nothing was piped in. ${instead}`)
  return text
}

/** @throws {UsageError} for a token where a name belongs: other people of this machine can see the line. */
export function refuseToken(word: string, where: string): void {
  if (isTokenLike(word))
    throw new UsageError(
      `${where} is no place for a token: a command line is seen by everybody on this machine, and kept in the history of the shell. Withdraw that token, make a new one, and hand it over with --from FILE, by a pipe, or when you are asked.`,
    )
}

async function piped({ stdin, signal }: Context): Promise<string> {
  const chunks: string[] = []
  let size = 0
  stdin.setEncoding('utf8')
  for await (const chunk of stdin.iterator({ destroyOnReturn: false }) as AsyncIterable<string>) {
    signal.throwIfAborted()
    size += chunk.length
    if (size > most) throw new UsageError('What is piped in is longer than any token: 1 MiB.')
    chunks.push(chunk)
  }
  return chunks.join('').replace(/^\uFEFF/u, '')
}
