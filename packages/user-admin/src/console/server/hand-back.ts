import { open } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { codeOf } from '../../cli/files.ts'
import type { Connection } from './connection.ts'
import { Refused } from './refused.ts'

/** The pairs as they are now, for whoever pasted them. */
export const pairsOf = (
  connections: readonly Connection[],
): readonly { readonly workspace: string; readonly text: string }[] =>
  connections.flatMap(({ pair, admin, id }) =>
    pair === undefined ? [] : [{ workspace: admin?.scope.name ?? id, text: pair.text }],
  )

/**
 * Writes them to a new file that only this account may read: one pair as the vendor's own file has it, several as a list that
 * this page takes again. Answers with its path.
 *
 * @throws {Refused} `file-exists`, `no-file`.
 */
export async function savedPairs(
  pairs: readonly { readonly workspace: string; readonly text: string }[],
  file: string,
): Promise<string> {
  const named = file.trim().replace(/^~(?=[/\\]|$)/u, homedir())
  if (named === '') throw new Refused('no-file', 400)
  const path = isAbsolute(named) ? named : join(homedir(), named)
  const [only] = pairs
  const text =
    pairs.length === 1 && only !== undefined
      ? only.text
      : `${JSON.stringify(
          pairs.map((one) => ({ workspace: one.workspace, ...(JSON.parse(one.text) as object) })),
          undefined,
          2,
        )}\n`
  try {
    const handle = await open(resolve(path), 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    return path
  } catch (error) {
    const code = codeOf(error)
    throw code === 'EEXIST' ? new Refused('file-exists') : new Refused('no-file', 409, code)
  }
}
