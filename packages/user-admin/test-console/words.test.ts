import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { StepOutcome } from '../src/apply/step.ts'
import { de } from '../src/console/page/texts/de.ts'
import { en } from '../src/console/page/texts/en.ts'
import type { Problem } from '../src/errors.ts'
import { actions, guardCodes, type Kept } from '../src/plan/step.ts'
import type { Access } from '../src/user-admin.ts'
import { ours } from './our-words.ts'

/** Every text of a language; of a function what it says of some numbers, names and codes. */
function textsIn(value: unknown, at: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[at, value]]
  if (typeof value === 'function') {
    const say = value as (...given: readonly unknown[]) => unknown

    const third: readonly unknown[] = at === 'review.sentence' ? ['suspend', 'remove'] : [3]
    return [0, 1, 2, 5].flatMap((n) => third.flatMap((other) => textsIn(say(n, n, other, n), `${at}(${n})`)))
  }
  return typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => textsIn(inner, at === '' ? key : `${at}.${key}`))
    : []
}
const codes = (source: string): readonly string[] =>
  [...source.matchAll(/^\s+'?([\w:-]+)'?: /gmu)].map(([, code = '']) => code)

/** Of the functions that are given a code, the sentence of each. */
const sentences = ({ why, outcome, problem }: typeof en): readonly (readonly [string, string])[] =>
  Object.entries({ why, outcome, problem }).flatMap(([name, say]) =>
    codes(say.toString()).map((code): readonly [string, string] => [`${name} ${code}`, say(code, '')]),
  )

it.each([
  { language: 'English', texts: en },
  { language: 'German', texts: de },
])('has none of our own words in the texts in $language', ({ texts }) => {
  const all = [...textsIn(texts, ''), ...sentences(texts)]
  expect(all.length).toBeGreaterThan(400)
  expect(all.filter(([, text]) => ours.test(text))).toEqual([])
})

it('says everything in both languages, and nothing of the one in the other', () => {
  const keys = (texts: typeof en): readonly string[] => textsIn(texts, '').map(([at]) => at)
  expect(keys(de)).toEqual(keys(en))
  expect(codes(de.why.toString())).toEqual(codes(en.why.toString()))
  expect(codes(de.problem.toString())).toEqual(codes(en.problem.toString()))
  expect(codes(de.outcome.toString())).toEqual(codes(en.outcome.toString()))
  const [english, german] = [en, de].map((texts) => new Map(textsIn(texts, '')))
  const same = [...(english ?? [])].filter(([at, text]) => text.length > 14 && german?.get(at) === text)
  expect(same).toEqual([])
})

// The compiler asks for a line for each code that the engine learns.
const kept: Readonly<Record<Kept['code'], true>> = {
  self: true,
  protected: true,
  'look-alike': true,
  ambiguous: true,
  collision: true,
  'no-address': true,
  'invited-lately': true,
  'last-seen-unknown': true,
  'changed-since': true,
}
const ways: Readonly<Record<Access['via'], true>> = {
  direct: true,
  team: true,
  group: true,
  system: true,
  deployment: true,
  invite: true,
}
const outcomes: Readonly<Record<StepOutcome, true>> = {
  done: true,
  pending: true,
  unchanged: true,
  remains: true,
  skipped: true,
  blocked: true,
  failed: true,
  unknown: true,
}
const problems: Readonly<Record<Exclude<Problem, 'unexpected'>, true>> = {
  unauthenticated: true,
  forbidden: true,
  'not-found': true,
  conflict: true,
  invalid: true,
  'rate-limited': true,
  unavailable: true,
  unsupported: true,
  'last-admin': true,
}
const server = new URL('../src/console/server/', import.meta.url)
/** All that the server of the page refuses with, and gives as a reason, as it stands in its sources. */
const inServer = (form: RegExp): readonly string[] =>
  readdirSync(server).flatMap((name) =>
    [...readFileSync(new URL(name, server), 'utf8').matchAll(form)].map(([, code = '']) => code),
  )

it.each([
  { language: 'English', texts: en },
  { language: 'German', texts: de },
])('has a sentence in $language for every code that the engine and the server know', ({ texts }) => {
  const needs = Object.keys(en.review.needs).map((need) => `needs-${need}`)
  const refused = inServer(/(?:new Refused\(|problem: )'([\w-]+)'/gu).filter(
    (code) => !/^(?:unexpected|refused)$/u.test(code),
  )
  expect(refused).toContain('file-exists')
  const said = [...Object.keys(problems), ...refused, ...needs, 'no-server'].filter(
    (code) => texts.problem(code) === texts.problem('a code that nobody knows'),
  )
  const reasons = inServer(/why: '([\w-]+)'/gu)
  expect(reasons).toContain('receives')
  const taking = new Set<string>(['suspend', 'remove'])
  const why = [
    ...guardCodes.map((code) => `guard:${code}`),
    ...Object.keys(kept),
    ...Object.keys(ways),
    ...actions.filter((action) => !taking.has(action) && action !== 'invite'),
    'return:invite',
    ...reasons.filter((code) => !/^(?:closed|idle)$/u.test(code)),
  ].filter((code) => texts.why(code, '') === '')
  const ended = Object.keys(outcomes).filter((code) => texts.outcome(code) === '')
  expect({ said, why, ended }).toEqual({ said: [], why: [], ended: [] })
})
