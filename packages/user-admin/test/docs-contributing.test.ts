import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const at = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const page = at('CONTRIBUTING.md')

/** The words in code of the first column, under this head of a table. */
function firsts(head: string): readonly string[] {
  const table = (page.split(`\n| ${head} |`)[1] ?? '').split('\n\n')[0] ?? ''
  return table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split(' | ')[0] ?? '').matchAll(/`(?:run )?([^`]+)`/gu)].map(([, word = '']) => word))
}

it('names every script, and no other', () => {
  const { scripts } = JSON.parse(at('package.json')) as { readonly scripts: object }
  const told = firsts('script').map((word) => word.split(' ')[0] ?? '')
  expect([...new Set(told)].toSorted()).toEqual(Object.keys(scripts).toSorted())
})

it('says of every step of the check what to do when it fails', () => {
  const steps = [...at('.ci/check.ts').matchAll(/\bname: '(\w+)'/gu)].map(([, name = '']) => name)
  expect(steps.length).toBeGreaterThan(10)
  expect(firsts('step of `check`').toSorted()).toEqual(steps.toSorted())
})

it('tells what `.ci/run` runs', () => {
  const gate = at('.ci/run')
  for (const command of gate.matchAll(/\$PNPM ((?:run |test)?[\w:]+)/gu)) expect(page).toContain(command[1])
  for (const script of gate.matchAll(/bash (\.ci\/\w+)/gu)) expect(page).toContain(`\`bash ${script[1] ?? ''}\``)
})
