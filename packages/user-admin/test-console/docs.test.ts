import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { releasedByCount } from '../src/console/server/confirmation.ts'
import { guardCodes } from '../src/plan/step.ts'
import { startConsoleScene } from '../test/console-scene.ts'
import { promises } from './promises.ts'

const page = new URL('../docs/console.md', import.meta.url)
const lines = readFileSync(page, 'utf8')
const text = lines.replaceAll(/\s+/gu, ' ')

/** A figure with its unit, in milliseconds where it is a time. */
function figure(cell: string): number {
  const [, number = '', unit = ''] = /(\d+(?:\.\d+)?)\s*(ms|s|KB)?/u.exec(cell) ?? []
  return Number(number) * (unit === 's' ? 1000 : 1)
}

it('promises in the table what the tests hold, and reports no run that broke it', () => {
  const rows = [...lines.matchAll(/^\| (?!what|-)(.+?) \| (.+?) \| (.+?) \|$/gmu)].map(
    ([, what = '', promised = '', run = '']) => ({
      what,
      promised: figure(promised),
      run: figure(run),
    }),
  )
  expect(rows.map(({ promised }) => promised)).toEqual(Object.values(promises))
  expect(rows.filter(({ promised, run }) => !(run <= promised) || run === 0)).toEqual([])
})

/** What is said, and the tests that show it: where each stands and how it begins. */
const claims: readonly (readonly [said: string, shown: readonly (readonly [file: string, test: string])[]])[] = [
  ['a page on your own computer, which nobody else reaches', [['test-console/security.test.ts', 'gets nothing']]],
  ['one or many at once, in any shape', [['test/console-server-pasted.test.ts', '']]],
  [
    'or drop the files',
    [['test-console/hand-back.test.ts', 'takes a creds.json that is chosen, and one that is dropped']],
  ],
  ['is marked, and left out alone', [['test-console/hundred-tokens.test.ts', 'looks at 100 tokens']]],
  [
    'asks for a newer token of the same workspace, and goes on',
    [['test-console/semester-end.test.ts', 'ends the semester']],
  ],
  [
    'to copy, to save to a file that only your account may read, or to forget',
    [['test-console/hand-back.test.ts', 'copies the new pair']],
  ],
  [
    'Search, sort, and keep somebody after all',
    [
      ['test-console/people-real.test.ts', 'shows of the real people'],
      ['test-console/journey.test.ts', 'is gone through'],
    ],
  ],
  ['has to be settled first', [['test-console/sent.test.ts', 'of a run: nothing while something is to be decided']]],
  [
    'You begin by typing the number of people',
    [['test-console/sent.test.ts', 'of a run: nothing while something is to be decided']],
  ],
  [
    'It can be paused and stopped',
    [
      ['test/console-server-run.test.ts', 'is paused, gone on with and stopped'],
      ['test-console/journey.test.ts', 'is gone through'],
    ],
  ],
  ['At its end everybody is read again', [['test-console/semester-end.test.ts', 'ends the semester']]],
  ['look at the way back', [['test-console/journey.test.ts', 'is gone through']]],
  [
    'its policy counts here too: whom it protects keeps access',
    [['test/console-server-configured.test.ts', 'keeps access through the whole run']],
  ],
  [
    'A configuration that is wrong is an error',
    [['test/console-server-configured.test.ts', 'is not passed over where the configuration is wrong']],
  ],
  [
    'Where a workspace could not be read, the page says so',
    [['test/console-server-left.test.ts', 'is said to be looked for in vain']],
  ],
  ['besides who was held back', [['test/console-server-left.test.ts', 'says who else gets in']]],
  [
    'can be undone from a page that is opened later too',
    [['test/console-server-left.test.ts', 'can be undone after the program was ended']],
  ],
  [
    'Unpacked, `user-admin evidence verify` checks it',
    [['test/console-server-report.test.ts', 'is what the command line checks']],
  ],
  ['A reload loses nothing', [['test-console/journey.test.ts', 'is gone through']]],
  [
    'it goes on where it was, and does nothing twice',
    [['test-console/semester-end.test.ts', 'with the program killed twice']],
  ],
  [
    'In the memory of the program, and nowhere else',
    [['test-console/security-tokens.test.ts', 'is nowhere but in memory']],
  ],
  ['good for one opening and leaves the address at once', [['test-console/security.test.ts', 'opens one tab, once']]],
  [
    'Requests of another origin or under another host name are refused, the page cannot be framed',
    [['test-console/security.test.ts', 'gets nothing']],
  ],
  [
    'Everything can be done by the keyboard alone, a file chosen and a run paused included',
    [['test-console/journey.test.ts', 'by the keyboard alone']],
  ],
  [
    'the focus is always somewhere, and always in sight',
    [['test-console/focus.test.ts', 'is seen to be lost, hidden or not shown']],
  ],
  [
    'axe finds nothing to say of any view, in either theme',
    [['test-console/every-view.test.ts', 'has nothing for axe to say']],
  ],
  [
    'nothing jumps by itself while tokens are checked, people are read and a run goes on',
    [['test-console/layout.test.ts', 'moves nothing at']],
  ],
  [
    'Where a computer asks for less motion, nothing moves at all',
    [['test-console/elsewhere.test.ts', 'lets nothing move']],
  ],
  ['by the language of the computer or as you choose', [['test-console/elsewhere.test.ts', 'on a machine of']]],
  ['it asks nothing of the internet', [['test-console/security-tokens.test.ts', 'is nowhere but in memory']]],
]

it.each(claims)('says “%s”, which tests show', (said, shown) => {
  expect(text).toContain(said)
  for (const [file, test] of shown) expect(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).toContain(test)
})

it('names what the typed number lets through, all of it and no more', () => {
  const [through = '', held = ''] = text.split('It does not let through')
  const words: Readonly<Record<(typeof guardCodes)[number], string>> = {
    'per-run': 'in one run',
    'small-scope': 'of a small workspace',
    rolling: 'in the last days',
    state: 'what happened before is not known',
    admins: 'too few administrators would be left',
    leaver: 'may only be missing from a directory',
    assets: 'nobody decided about what people own',
    accounts: 'whole accounts would be deleted',
    typo: 'is probably a slip, and has to be settled first',
  }
  const released = releasedByCount(guardCodes)
  for (const code of guardCodes) {
    const where = released.includes(code) || code === 'typo' ? through : held
    expect(where).toContain(words[code])
  }
})

it('ends after half an hour without use, and listens on this machine only', async () => {
  await using scene = await startConsoleScene()
  const { idleEnds = 0 } = await scene.ask('look')
  expect(Math.round((idleEnds - Date.now()) / 60_000)).toBe(30)
  expect(text).toContain('**Half an hour without use** ends the program')
  expect(new URL(scene.console.address).hostname).toBe('127.0.0.1')
})

it('leads to pages that there are', () => {
  const links = [...lines.matchAll(/\]\((?!https?:)([^)#]+)/gu)].map(([, link = '']) => link)
  expect(links.length).toBeGreaterThan(0)
  expect(links.filter((link) => !existsSync(new URL(link, page)))).toEqual([])
})
