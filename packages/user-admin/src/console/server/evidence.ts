import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { accessEvidence } from '../../evidence/access.ts'
import { writeEvidence } from '../../evidence/folder.ts'
import { plansFor } from '../../evidence/plans.ts'
import type { State } from '../../state.ts'
import type { Connection } from './connection.ts'
import type { Report } from './report.ts'
import type { Running } from './running.ts'
import { type ZipFile, zipped } from './zip.ts'

/** What evidence is made of. */
interface Given {
  readonly connections: readonly Connection[]
  /** The run that is shown: of a workspace that is not connected any more it is said that it was not read. */
  readonly run: Running | undefined
  readonly state: State
  readonly by: string
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly key?: (() => Promise<string>) | undefined
}

/**
 * What `user-admin evidence access` writes, as one file: who gets in today, read for this, and every row that was written
 * down. Once it is unpacked, `user-admin evidence verify` checks it.
 *
 * @throws {UserAdminError} what {@link writeEvidence} throws.
 */
export async function evidence({ connections, run, state, by, now, key }: Given): Promise<Report> {
  const name = `evidence-${new Date(now()).toISOString().slice(0, 10)}`
  const made = await accessEvidence({ ...targetsOf(connections, run), head: await state.journal.head(), now })
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-'))
  try {
    await writeEvidence(join(folder, name), {
      evidence: made,
      journal: state.journal,
      plans: plansFor(made, state.journal, (id) => state.plan(id)),
      ...(key === undefined ? {} : { key: await key() }),
      by,
    })
    const text = (await zipped(await filesIn(folder))).toString('base64')
    return { name: `${name}.zip`, type: 'application/zip', text, isBase64: true }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Every workspace once, by a name of its own; why one is not read is said in the place of its people. */
function targetsOf(connections: readonly Connection[], run: Running | undefined) {
  const names = new Set<string>()
  const named = (name: string): string => {
    let own = name
    for (let nth = 2; names.has(own); nth += 1) own = `${name} (${nth})`
    names.add(own)
    return own
  }
  const targets = connections.flatMap(({ isReady, admin }) =>
    isReady && admin !== undefined ? [{ name: named(admin.scope.name), reader: admin }] : [],
  )
  const shut = connections.filter(({ isReady, state }) => !isReady && state !== 'duplicate')
  const known = new Set(connections.map(({ key }) => key))
  const gone = (run?.legs ?? []).filter(({ key }) => !known.has(key))
  const unopened = [
    ...shut.map(({ admin, id }) => ({
      target: named(admin?.scope.name ?? id),
      why: 'Its token did not work when this was made.',
    })),
    ...gone.map(({ recorded }) => ({
      target: named(recorded.name),
      why: 'No token for it was there when this was made.',
    })),
  ]
  return { targets, unopened }
}

async function filesIn(folder: string): Promise<readonly ZipFile[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true })
  const names = all.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
  return await Promise.all(
    names.toSorted().map(async (file) => ({
      name: file.slice(folder.length + 1).replaceAll('\\', '/'),
      content: await readFile(file),
    })),
  )
}
