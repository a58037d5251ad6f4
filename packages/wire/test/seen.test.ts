import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Seen } from '../src/seen.ts'

test('says of every text what a Set says', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'a', 'aa', 'b'))), (texts) => {
      const [seen, set] = [new Seen(), new Set<string>()]
      for (const text of texts) {
        // A lone surrogate has no UTF-8 form of its own.
        const whole = Buffer.from(text).toString()
        expect(seen.has(whole)).toBe(set.has(whole))
        expect(seen.add(whole)).toBe(!set.has(whole))
        set.add(whole)
        expect(seen.size).toBe(set.size)
      }
    }),
  )
})

test('keeps 50,000 ids that differ in little apart, through every growth', () => {
  const seen = new Seen()
  const id = (index: number): string => `ckbv818oa00r107606y${index.toString(36).padStart(6, '0')}`
  for (let index = 0; index < 50_000; index += 1) expect(seen.add(id(index))).toBe(true)
  for (let index = 0; index < 50_000; index += 1) expect(seen.add(id(index))).toBe(false)
  expect(seen.size).toBe(50_000)
})

test('takes a text longer than its whole store', () => {
  const seen = new Seen()
  expect([seen.add('x'.repeat(100_000)), seen.add('x'.repeat(99_999)), seen.add('x'.repeat(100_000))]).toEqual([
    true,
    true,
    false,
  ])
})
