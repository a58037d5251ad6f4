import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { exported } from '../../journal/export.ts'
import { signHead } from '../../journal/head.ts'
import type { Head } from '../../journal/journal.ts'
import { figure } from '../../summary/words.ts'
import { command, count } from '../command.ts'
import type { Context } from '../context.ts'
import { codeOf, readNamed, writeNamed } from '../files.ts'
import { UsageError } from '../usage.ts'

/** `audit export`: the journal as a file that others can keep and verify. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Write the journal as JSON Lines, a row each, as audit verify takes it. The head says how far it goes: kept elsewhere, it shows that the end was cut off.',
    )
    .option('--out <file>', 'write it there, readable for this account only (default: stdout)')
    .option('--from <row>', 'the number of the first row, to go on where an earlier export ended', (text) =>
      count(text, 1),
    )
    .option('--follow', 'go on with the rows that are written later, until Ctrl-C; to stdout')
    .option('--head <file>', 'write how far it goes into a file of its own')
    .option('--sign <key>', 'sign the head with this private key: Ed25519, PKCS #8 as PEM')
    .addHelpText(
      'after',
      `
Examples:
  user-admin audit export --out journal.jsonl --head head.json
  user-admin audit export --follow | logger -t user-admin
  openssl genpkey -algorithm ed25519 -out audit.pem && openssl pkey -in audit.pem -pubout -out audit.pub.pem
  user-admin audit export --out journal.jsonl --head head.json --sign audit.pem`,
    )
    .action(async ({ out, from, follow, head: headFile, sign }) => {
      if (context.options.json === true && out === undefined)
        throw new UsageError('With --json the rows need a file of their own: --out.')
      if (follow === true && (out !== undefined || headFile !== undefined))
        throw new UsageError(
          '--follow writes to stdout, and has no end whose head could be written: leave the others out.',
        )
      if (sign !== undefined && headFile === undefined)
        throw new UsageError('--sign goes with --head: it is the head that is signed.')
      const { cwd, signal } = context
      const key = sign === undefined ? undefined : await readNamed(cwd, sign)
      const { journal } = await context.state()
      // Before the rows, so that every row that it counts is among them.
      const end = await journal.head()
      if (headFile !== undefined && end === undefined) throw new UsageError('The journal is empty: it has no head yet.')
      const rows = exported(journal, { from, follow: follow === true, signal })
      const written = out === undefined ? await toStdout(context, rows) : await toFile(resolve(cwd, out), rows)
      const head = headFile === undefined || end === undefined ? undefined : await headOf(end, key)
      const place = head === undefined ? undefined : await writeNamed(cwd, headFile ?? '', `${JSON.stringify(head)}\n`)
      context.note(`${figure(written)} ${written === 1 ? 'row' : 'rows'} of the journal.`)
      context.answer({
        data: {
          rows: written,
          ...(out === undefined ? {} : { file: resolve(cwd, out) }),
          ...(head === undefined ? {} : { head, headFile: place }),
        },
      })
    })

const headOf = async (end: Head, key: string | undefined): Promise<Head> =>
  key === undefined ? end : await signHead(end, key)

async function toStdout(context: Context, rows: AsyncIterable<string>): Promise<number> {
  let written = 0
  for await (const row of rows) {
    await context.write(`${row}\n`)
    written += 1
  }
  return written
}

/** Whole or not at all. */
async function toFile(path: string, rows: AsyncIterable<string>): Promise<number> {
  const draft = `${path}.${process.pid}.new`
  let written = 0
  const stream = createWriteStream(draft, { mode: 0o600, flags: 'wx' })
  try {
    await once(stream, 'open')
    for await (const row of rows) {
      if (!stream.write(`${row}\n`)) await once(stream, 'drain')
      written += 1
    }
    stream.end()
    await once(stream, 'close')
    await rename(draft, path)
    return written
  } catch (error) {
    stream.destroy()
    await rm(draft, { force: true }).catch(() => undefined)
    if (error instanceof Error && 'syscall' in error)
      throw new UsageError(`${path} cannot be written (${codeOf(error)}).`)
    throw error
  }
}
