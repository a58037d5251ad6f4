import { resolve } from 'node:path'
import type { AccessEvidence } from '../evidence/access.ts'
import { checkNew, writeEvidence } from '../evidence/folder.ts'
import type { LeaversEvidence } from '../evidence/form.ts'
import type { Manifest } from '../evidence/manifest.ts'
import { plansFor } from '../evidence/plans.ts'
import type { Survey } from '../evidence/survey-form.ts'
import type { Context } from './context.ts'
import { readNamed } from './files.ts'

/** The targets that could not be opened, as evidence says it. */
export const unopenedIn = (
  context: Context,
): readonly { readonly target: string; readonly problem: string; readonly why: string }[] =>
  context
    .results()
    .flatMap(({ target, ok, problem = 'unexpected', message = '' }) => (ok ? [] : [{ target, problem, why: message }]))

/** The private key that vouches for what is written there: of the line, or else of the configuration. Says at once what is wrong with either. */
export async function keyFor(context: Context, out: string, sign: string | undefined): Promise<string | undefined> {
  await checkNew(resolve(context.cwd, out))
  if (sign !== undefined) return await readNamed(context.cwd, sign)
  const config = await context.config()
  const form = config.audit?.sign
  if (form === undefined) return undefined
  const { secretOf } = await import('./config/credentials.ts')
  return await secretOf(form, 'audit.sign', config, { env: context.env, signal: context.signal })()
}

/** Writes the folder; answers with its path and what it holds. */
export async function handOver(
  context: Context,
  out: string,
  made: {
    readonly evidence: LeaversEvidence | AccessEvidence
    readonly survey?: Survey
    readonly key: string | undefined
  },
): Promise<{ readonly folder: string; readonly manifest: Manifest }> {
  const { evidence, survey, key } = made
  const { signal } = context
  const state = await context.state()
  const folder = resolve(context.cwd, out)
  const manifest = await writeEvidence(folder, {
    evidence,
    survey,
    journal: state.journal,
    plans: plansFor(evidence, state.journal, (id) => state.plan(id), { signal }),
    ...(key === undefined ? {} : { key }),
    by: context.by(),
    signal,
  })
  if (key === undefined)
    context.warn(
      'The folder is not signed, so nobody can tell whether it was made anew as a whole: give --sign, or audit.sign in the configuration.',
    )
  return { folder, manifest }
}
