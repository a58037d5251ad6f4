import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { linesOf } from '../../journal/export.ts'
import type { SignedHead } from '../../journal/head.ts'
import { verify } from '../../journal/verify.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { codeOf, readJson, readNamed } from '../files.ts'
import { UsageError } from '../usage.ts'

/** `audit verify`: whether a journal is as it was written. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Say whether the journal is as it was written: nothing changed, nothing missing. Only a head that was kept elsewhere shows that its end was not cut off, and only one that is signed that nobody made another. Exits with 1 where something is wrong.',
    )
    .argument('[file]', 'an export, in JSON Lines (default: the journal of the state)')
    .option('--head <file>', 'how far it went when somebody wrote that down: what audit export --head wrote')
    .option('--key <file>', 'the public key, as PEM, of whoever signed the head')
    .addHelpText(
      'after',
      `
Examples:
  user-admin audit verify
  user-admin audit verify journal.jsonl --head head.json --key audit.pub.pem`,
    )
    .action(async (file, { head: headFile, key }) => {
      if (key !== undefined && headFile === undefined)
        throw new UsageError('--key goes with --head: it is the head that is signed.')
      const { cwd, signal } = context
      const head = headFile === undefined ? undefined : ((await readJson(cwd, headFile)) as SignedHead)
      const publicKey = key === undefined ? undefined : await readNamed(cwd, key)
      const lines = file === undefined ? (await context.state()).journal.lines({ signal }) : linesIn(resolve(cwd, file))
      const found = await verify(lines, { head, publicKey, signal })
      for (const note of found.notes) context.warn(note)
      context.answer({
        exit: found.verdict === 'broken' ? exits.error : exits.ok,
        data: { verification: found },
        text: found.verdict === 'broken' ? `Broken: ${found.why}` : found.why,
      })
    })

/** @throws {UsageError} where it cannot be read. */
async function* linesIn(path: string): AsyncGenerator<string, void, undefined> {
  try {
    yield* linesOf(createReadStream(path))
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw new UsageError(`${path} cannot be read (${codeOf(error)}).`)
    throw error
  }
}
