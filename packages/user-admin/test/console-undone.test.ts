import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { de } from '../src/console/page/texts/de.ts'
import { en } from '../src/console/page/texts/en.ts'
import { cannotBeUndone, sentences } from '../src/console/server/cannot-be-undone.ts'

it('knows the sentences of plans as they stand there, and has its own for each in both languages', async () => {
  const files = ['leaving', 'joining', 'ordered'].map((name) =>
    readFile(new URL(`../src/plan/${name}.ts`, import.meta.url), 'utf8'),
  )
  const source = (await Promise.all(files)).join('\n')
  expect(sentences.filter(([, sentence]) => !source.includes(`'${sentence}'`))).toEqual([])
  const codes = [...new Set(sentences.map(([code]) => code))]
  expect(codes.filter((code) => en.review.cannot[code] === undefined || de.review.cannot[code] === undefined)).toEqual(
    [],
  )
})

it('takes several in one apart, says each once, and leaves what it does not know', () => {
  const [assets, locked] = [
    'A transfer of assets cannot be undone.',
    'An undo leaves out who is suspended: an invitation would let them in.',
  ]
  expect(cannotBeUndone([assets, `${assets} ${locked}`])).toEqual(['assets', 'suspended'])
  expect(cannotBeUndone([`${locked} Something new.`])).toEqual(['Something new.', 'suspended'])
  expect(cannotBeUndone([])).toEqual([])
})
