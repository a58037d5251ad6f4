import { describe, expect, it } from 'vitest'
import { blocksOf, placeOf, shownOf } from './guide.ts'
import { marked, pages, problemsOf, text } from './shown.ts'

// Every ```ts block of a page is a file that is compiled and run, or the part of it between `// #region` and
// `// #endregion`; `<!-- examples/docs/leavers/plan.ts -->` right before the block says which. docs-run.test.ts runs them.

/** Blocks that no file holds, by the page and their first line. */
const exempt: Readonly<Record<string, string>> = {
  "packages/user-admin/docs/entra-id.md import { ClientSecretCredential } from '@azure/identity'":
    'the vendor brings @azure/identity, which is not installed here; test/entra-*.test.ts read with such a credential',
}

const blockAt = (page: string, line: number): string => {
  const block = blocksOf(text(page)).find((one) => one.line === line)
  return `${page} ${block?.code.split('\n')[0] ?? ''}`
}
const excused = (problem: string): string | undefined => {
  const [, page = '', line = ''] = /^(\S+?):(\d+) shows code/u.exec(problem) ?? []
  const name = page === '' ? '' : blockAt(page, Number(line))
  return name in exempt ? name : undefined
}

it.each(pages)('%s shows no code that is not compiled and run', (page) => {
  expect(problemsOf(page, text(page)).filter((problem) => excused(problem) === undefined)).toEqual([])
})

it('nothing is excused that need not be', () => {
  const used = pages.flatMap((page) => problemsOf(page, text(page)).flatMap((problem) => excused(problem) ?? []))
  expect(used.toSorted()).toEqual(Object.keys(exempt).toSorted())
})

it('every file for a page is shown by one', () => {
  const shown = new Set(
    pages.flatMap((page) =>
      blocksOf(text(page)).flatMap(({ marker }) => (marker === undefined ? [] : [placeOf(marker).file])),
    ),
  )
  expect(marked.filter((file) => !shown.has(file))).toEqual([])
})

describe('a page is not believed', () => {
  const honest = text('packages/user-admin/README.md')
  it.each([
    ['a word of its code is changed', honest.replace('keepOnly([', 'keepNobody(['), /nothing runs/],
    ['its code is nobody’s', '```ts\nawait everybody.remove()\n```\n', /page\.md:1 shows code that nothing runs/],
    ['a block names no file', '<!-- examples/docs/none.ts -->\n```ts\n1\n```\n', /none\.ts, which is not there/],
    ['a block is another file', '<!-- examples/readme/aac.ts -->\n```ts\n1\n```\n', /page\.md:2 is not what/],
    ['a region is missing', '<!-- examples/readme/aac.ts#all -->\n```ts\n1\n```\n', /no region "all"/],
  ])('when %s', (_name, markdown, problem) => {
    expect(problemsOf('page.md', markdown)).toEqual([expect.stringMatching(problem)])
  })
})

describe('a block', () => {
  it('of a list is read without its indentation', () => {
    const page = '1. Do\n\n   <!-- examples/docs/a.ts -->\n   ```ts\n   if (a) {\n     b()\n   }\n   ```\n'
    expect(blocksOf(page)).toEqual([
      { language: 'ts', code: 'if (a) {\n  b()\n}\n', marker: 'examples/docs/a.ts', line: 4 },
    ])
  })

  it('shows the parts of a file that are meant, one after the other', () => {
    const code = '// #region\nimport a\n// #endregion\nset up\n{\n  // #region\n  \n  a()\n  // #endregion\n}\n'
    expect(shownOf(code)).toBe('import a\n  \n  a()\n')
    expect(shownOf('f(() => {\n  // #region x\n  a(() => {\n    b\n  })\n  // #endregion\n})\n', 'x')).toBe(
      'a(() => {\n  b\n})\n',
    )
  })
})
