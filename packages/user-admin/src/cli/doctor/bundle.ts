import { mkdir, readdir, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Context, Ended } from '../context.ts'
import { codeOf, writeNamed } from '../files.ts'
import { UsageError } from '../usage.ts'
import { redacting } from './redacted.ts'
import type { DoctorReport } from './report.ts'

/** Outcomes of steps that are shown, the newest. */
const mostOutcomes = 20

/**
 * Writes a folder for whoever helps: versions, the form of the configuration, what doctor found, and how the last steps
 * failed. Nothing secret is in it, and addresses are marks that tell nobody.
 *
 * @param failures Targets that did not open, and what was said of it.
 * @throws {UsageError} for a folder that holds something already, or cannot be written.
 */
export async function writeBundle(
  context: Context,
  named: string,
  report: DoctorReport,
  failures: NonNullable<Ended['targets']>,
): Promise<{ readonly folder: string; readonly files: readonly string[] }> {
  const folder = resolve(context.cwd, named)
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if ((await readdir(folder)).length > 0)
      throw new UsageError(`${folder} holds something already: name a folder that is new or empty.`)
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${folder} cannot be made (${codeOf(error)}).`)
  }
  const { file: _file, folder: _folder, ...config } = await context.config()
  const { version, node, platform } = report
  const { form, all } = redacting()
  const parts = {
    'versions.json': {
      version,
      node,
      platform,
      versions: { sqlite: process.versions['sqlite'], openssl: process.versions.openssl },
    },
    'config.json': form(config),
    'doctor.json': all(report),
    'last-errors.json': {
      targets: all(failures.filter(({ ok }) => !ok)),
      steps: await lastFailures(context, report, all),
    },
  }
  for (const [name, value] of Object.entries(parts))
    await writeNamed(folder, name, `${JSON.stringify(value, undefined, 2)}\n`)
  return { folder, files: Object.keys(parts) }
}

/** How the last steps ended that did not end well. A state that is not there is not made for it. */
async function lastFailures(
  context: Context,
  { state: { folder } }: DoctorReport,
  all: (value: unknown) => unknown,
): Promise<unknown> {
  if ((await stat(join(folder, 'state.db')).catch(() => undefined)) === undefined) return []
  const found: unknown[] = []
  try {
    const { journal } = await context.state()
    for await (const row of journal.rows({ kind: 'outcome', signal: context.signal })) {
      if (row.kind !== 'outcome' || ['done', 'pending', 'unchanged'].includes(row.outcome)) continue
      const { seq, at, action, outcome, reason, open, requests } = row
      found.push({ seq, at, action, outcome, reason: all(reason), open, requests: all(requests) })
      if (found.length > mostOutcomes) found.shift()
    }
  } catch (error) {
    context.signal.throwIfAborted()
    found.push({ unread: codeOf(error) })
  }
  return found
}
