import fc from 'fast-check'
import type { ExportedJob, Installation } from '../../src/schedule/export/job.ts'
import { wordsOf } from '../../src/schedule/export/job.ts'
import { jobs, machines } from './jobs.ts'

/** Signs that one scheduler or another takes for something else. */
const signs = Array.from(' %$&;|<>(){}[]*?!#~`\'"=:,.+@^-_aZ09éß€日😀')

const part = (more: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...signs, ...more), { minLength: 1, maxLength: 12 })
    // A path that is no other path in the end.
    .map((all) => `x${all.join('')}x`)

/** Paths for a machine that is not of Windows. */
export const posixPath = (more: readonly string[] = []): fc.Arbitrary<string> =>
  fc.tuple(part(more), part(more)).map(([folder, name]) => `/srv/${folder}/${name}`)

/** A path of Windows: of signs that may stand there, no variable among them. */
export const windowsPath: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...signs.filter((sign) => !'<>"|?*:%'.includes(sign))), { minLength: 1, maxLength: 12 })
  .map((all) => `C:\\x${all.join('')}x`)

/** Names as the configuration has them. */
export const jobName: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('a', 'Z', '0', 'ä', '日'),
    fc.array(fc.constantFrom('a', 'Z', '0', 'ä', '日', ' ', '.', '_', '-'), { maxLength: 20 }),
  )
  .map(([first, more]) => [first, ...more].join('').trimEnd())

/** A job of that name, on a machine with its files there. */
export function placed(
  kind: keyof typeof machines,
  { name, ...machine }: Partial<Installation> & { readonly name: string },
): { readonly job: ExportedJob; readonly machine: Installation; readonly words: readonly string[] } {
  const [nightly] = jobs
  if (nightly === undefined) throw new Error('There is no job.')
  const needs = { secrets: [], written: [], files: [], variables: [] }
  const whole = { ...machines[kind], needs, ...machine }
  const job = { ...nightly, name }
  return { job, machine: whole, words: wordsOf(job, 'plan', whole) }
}
