import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exits } from '../src/cli/exit.ts'
import { guardCodes } from '../src/plan/step.ts'

const packages = new URL('../../', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, packages), 'utf8')

const page = text('user-admin/docs/errors.md')

/** What stands in the first column of the table under a heading, and whether each row is whole. */
function rows(heading: string, of = page): readonly { readonly codes: readonly string[]; readonly cells: number }[] {
  const [, section = ''] = of.split(`\n## ${heading}\n`)
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^\| (`.*)\|$/gmu)].map(([, row = '']) => {
    const cells = row.split(' | ')
    return { codes: [...(cells[0] ?? '').matchAll(/`([^`]+)`/gu)].map(([, code = '']) => code), cells: cells.length }
  })
}
const codes = (heading: string, of = page): readonly string[] => rows(heading, of).flatMap((row) => row.codes)

/** The words of a union, from where it is declared to the next blank line, comment or brace. */
function union(path: string, begins: string): readonly string[] {
  const [, declared] = text(path).split(begins)
  if (declared === undefined) throw new Error(`${path} has no ${begins}`)
  const [words = ''] = declared.split(/\n\n|\n\s*\/\*\*|\n\s*readonly|\n\}/u)
  return quoted(words)
}
const quoted = (code: string): readonly string[] => [...code.matchAll(/'([^'\s]+)'/gu)].map(([, word = '']) => word)

/** Words in capitals that stand in the code of a client and are no code of an error. */
const noCode =
  /^(?:GET|PUT|PATCH|POST|DELETE|USER|SIG[A-Z]+|E[A-Z]+|(?:SYSTEM|WORKSPACE|DEPLOYMENT)(?:_ADMIN|_EDITOR|_VIEWER)?)$/u
function capitals(client: string): readonly string[] {
  const files = readdirSync(new URL(`${client}/src/`, packages), { withFileTypes: true })
    .filter((file) => file.isFile() && file.name !== 'generated.ts' && file.name !== 'errors.ts')
    .map(({ name }) => text(`${client}/src/${name}`))
  const found = files.flatMap((code) => [...code.matchAll(/'([A-Z]+(?:_[A-Z]+)*)'/gu)].map(([, word = '']) => word))
  return [...new Set(found.filter((word) => !noCode.test(word)))]
}

/** What the server of Houston says that the client knows: a set of refusals, and the codes that texts are given. */
const said = (() => {
  const errors = text('houston-client/src/errors.ts')
  const sets = ['const refusals = new Set([', 'const meanings: '].map((begins) => errors.split(begins)[1] ?? '')
  return new Set(sets.flatMap((set) => quoted(set.split('\n])')[0] ?? '')).filter((word) => /^[A-Z_]+$/u.test(word)))
})()

const changed = union('user-admin/src/user-admin.ts', 'export type Outcome =')
const sections: readonly (readonly [heading: string, of: readonly string[]])[] = [
  ['How to read an error', union('wire/src/effect.ts', 'export type Effect =')],
  ['Problems', union('user-admin/src/errors.ts', 'export type Problem =')],
  ['A directory that cannot be trusted', union('user-admin/src/errors.ts', 'readonly guard?:')],
  ['Guards', guardCodes],
  ['Outcomes of a step', [...changed, ...union('user-admin/src/apply/step.ts', 'export type StepOutcome =')]],
  ['Outcomes of a run that nobody watches', union('user-admin/src/apply/unattended.ts', 'readonly outcome:')],
  ['Exit codes', Object.values(exits).map(String)],
  ['What doctor finds', union('user-admin/src/cli/doctor/report.ts', 'readonly level:')],
  ['Houston: kinds', union('houston-client/src/errors.ts', 'export type HoustonErrorKind =')],
  ['Houston: codes of the client', capitals('houston-client').filter((code) => !said.has(code))],
  ['Houston: codes of the server', [...said]],
  ['Alteryx: kinds', union('aac-client/src/errors.ts', 'export type AacErrorKind =')],
  ['Alteryx: codes of the client', capitals('aac-client')],
]

/** Codes that the code has and the page has not, and the other way round. */
function differences(of = page): readonly string[] {
  return sections.flatMap(([heading, known]) => {
    const told = codes(heading, of)
    return [
      ...known.filter((code) => !told.includes(code)).map((code) => `${heading}: ${code} is missing`),
      ...told.filter((code) => !known.includes(code)).map((code) => `${heading}: there is no ${code}`),
    ]
  })
}

describe('the page of errors', () => {
  it('has every code that there is, and no other', () => {
    for (const [, known] of sections) expect(known.length).toBeGreaterThan(1)
    expect(differences()).toEqual([])
  })

  it.each(sections.map(([heading]) => heading))(
    'says of each code under "%s" what it means and what to do',
    (heading) => {
      const all = rows(heading)
      expect(all.filter(({ cells }) => cells !== 3)).toEqual([])
      const told = all.flatMap((row) => row.codes)
      expect(told).toEqual([...new Set(told)])
    },
  )

  it.each([
    ['a code that nobody wrote down', /^\| `last-admin` .*\n/mu, '', 'Problems: last-admin is missing'],
    [
      'a code of a client',
      /^\| `TOKEN_NOT_SAVED` .*\n/mu,
      '',
      'Alteryx: codes of the client: TOKEN_NOT_SAVED is missing',
    ],
    ['a code that is no more', '| `rolling` |', '| `rolling`, `weekly` |', 'Guards: there is no weekly'],
    ['an exit code', '| `6` |', '| `8` |', 'Exit codes: 6 is missing'],
  ])('would miss %s', (_what, found, put, says) => {
    const wrong = page.replace(found, put)
    expect(wrong).not.toBe(page)
    expect(differences(wrong)).toContain(says)
  })

  it('names the codes that the clients say of themselves', () => {
    for (const client of ['houston-client', 'aac-client']) {
      const [comment = ''] = text(`${client}/src/errors.ts`).split('readonly code: string').slice(0, 1)
      const own = [...(comment.split('/**').at(-1) ?? '').matchAll(/`([A-Z]+(?:_[A-Z]+)*)`/gu)].map(
        ([, code = '']) => code,
      )
      expect(own.length).toBeGreaterThan(5)
      for (const code of own.filter((one) => one !== 'ECONNREFUSED')) expect(page).toContain(`\`${code}\``)
    }
  })
})
