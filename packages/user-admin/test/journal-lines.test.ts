import { expect, it } from 'vitest'
import { linesOf, memoryState, readJournal, verify } from '../src/index.ts'
import { all, anIntent } from './state-forms.ts'

const { journal } = memoryState()
await journal.append(anIntent(1))
const text = `${(await all(journal.lines())).join('\n')}\n`
const bytes = (of: string): Uint8Array[] => [new TextEncoder().encode(of)]

it.each([
  ['a byte order mark', `\uFEFF${text}`, 'it begins with a byte order mark, so another program wrote the file anew'],
  ['the line ends of another system', text.replaceAll('\n', '\r\n'), 'it ends with CR LF, so another program wrote'],
])('a file with %s is broken, and it is said why', async (_what, file, why) => {
  expect(await verify(linesOf(bytes(file)))).toMatchObject({
    verdict: 'broken',
    why: expect.stringContaining(why) as string,
  })
})

it.each<[string, unknown]>([
  ['a text', text],
  ['bytes', bytes(text)],
  ['nothing', undefined],
])('%s in the place of lines is a mistake, and no broken journal', async (_what, given) => {
  const mistake = { problem: 'invalid', message: expect.stringContaining('give linesOf(') as string }
  await expect(verify(given as string[])).rejects.toMatchObject(mistake)
  await expect(readJournal(given as string[])).rejects.toMatchObject(mistake)
})

it('text in the place of bytes is a mistake', async () => {
  await expect(all(linesOf([text] as unknown as Uint8Array[]))).rejects.toMatchObject({ problem: 'invalid' })
})
