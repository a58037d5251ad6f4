import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keepOnly, makePlan, summarise } from '../src/index.ts'
import { markdown, oneLine } from '../src/summary/text.ts'
import { MemoryAdmin, member } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const second = member('bo@example.edu', { admin: true })
/** What a forge shows as it stands. */
const span = /`([^`]*)`|<code>((?:&#\d+;|[\p{L}\p{M}\p{N}])*)<\/code>/gu
const outside = (line: string): string => line.replace(span, '')
const read = (line: string): string =>
  line.replace(
    span,
    (_all, plain?: string, entities = '') =>
      plain ?? String(entities).replace(/&#(\d+);/g, (_entity, point: string) => String.fromCodePoint(Number(point))),
  )

describe('Markdown', () => {
  it('shows a plan for a pull request', async () => {
    const plan = await makePlan(
      new MemoryAdmin([self, second, member('ana@example.edu'), member('cy@example.edu')]),
      keepOnly(['bo@example.edu']),
      { assets: 'leave', now: () => Date.parse('2026-11-22T05:10:00.000Z') },
    )
    expect(
      summarise(plan, { format: 'markdown', rows: 1 }),
    ).toBe(`### Plan for workspace spring-class (41877) at \`https://us1.alteryxcloud.com\`, read 2026-11-22 05:10 UTC

4 people read; 2 to remove; 1 left alone

Why: Not on the list of people to keep.

| Action | Person | Held by | Effect |
|---|---|---|---|
| remove | \`ana@example.edu\` | small-scope | take out |

… and 1 more

#### Held back: 2 of 2

- small-scope (2): 2 removals among only 4 people: where there are 10 or fewer, one is done unasked. If these 2 are meant, release small-scope for this plan.

#### Left alone (1)

1 whose credential is used (self).

#### Cannot be undone

- 2 steps: What the person owns leaves the workspace too; only the vendor’s support can bring it back, within 14 days.

---

- Assets: what 2 people own (how much is unknown) is left to disappear with them.
- rolling: not checked (needs state)
- Plan id \`${plan.id}\`
`)
  })

  it('shows every step unless told otherwise, as it is what is approved', async () => {
    const people = Array.from({ length: 320 }, (_, index) => member(`p${index}@example.edu`))
    const plan = await makePlan(new MemoryAdmin([self, second, ...people]), keepOnly(['bo@example.edu']))
    const shown = (rows?: number): number =>
      (summarise(plan, { format: 'markdown', rows }).match(/^\| remove \| `p\d+@example\.edu` \|/gm) ?? []).length
    expect([shown(), shown(10)]).toEqual([320, 10])
    expect(summarise(plan).match(/^ {2}remove /gm)).toHaveLength(10)
  })

  it.each<[string, string, string]>([
    ['a mention', 'ask @team now', 'ask `@team` now'],
    ['a mention in brackets', '(@org/team).', '(`@org/team`).'],
    ['an address', 'take ana_b@example.edu, then', 'take `ana_b@example.edu`, then'],
    ['emphasis', 'a *b* __c__', 'a `*b*` `__c__`'],
    ['a link', '[x](https://example.com)', '`[x](https://example.com`)'],
    ['an address of a page', 'www.example.com http://a.example', '`www.example.com` `http://a.example`'],
    ['an issue', 'fixes #1 GH-1 o/r#2', 'fixes `#1` `GH-1` `o/r#2`'],
    ['a commit', 'see 0123456789abcdef', 'see `0123456789abcdef`'],
    ['an emoji', 'a :tada: b', 'a `:tada`: b'],
    ['a tag', '<img src=x>', '`<img` `src=x>`'],
    ['an entity', 'R&amp;D', '`R&amp;D`'],
    ['a list', '1. one', '`1.` one'],
    ['a list of dashes', '- one', '`-` one'],
    ['a heading', '# one', '`#` one'],
    ['a cell', 'a|b', '<code>a&#124;b</code>'],
    ['a backtick', 'a`b', '<code>a&#96;b</code>'],
    ['a backslash', 'a\\|b', '<code>a&#92;&#124;b</code>'],
    ['mathematics', 'a $x$ b', 'a `$x$` b'],
    ['plain words', "It's 10 % of “500” (or so), isn’t it?", "It's 10 % of “500” (or so), isn’t it?"],
  ])('lets %s do nothing', (_name, text, expected) => {
    expect(markdown(text)).toBe(expected)
  })

  it('shows every text whole, and leaves nothing outside of code that could act', () => {
    const letter = fc.constantFrom(...'ab1 @`|\\*_~[](){}<>&#$:/.!-+=^"\'\n\t'.split(''), '\u202E', '\uD800', '王', 'é')
    const texts = fc.oneof(fc.string({ unit: letter, maxLength: 12 }), fc.string({ unit: 'binary', maxLength: 12 }))
    fc.assert(
      fc.property(texts, (text) => {
        const line = markdown(text)
        expect(read(line)).toBe(oneLine(text))
        expect(outside(line)).not.toMatch(/[`|\\*_~[\]<>&#$@^=+\n]|\/\/|^(?:-+|\d+[.)])(?: |$)/u)
      }),
      { numRuns: 2000 },
    )
  })
})
