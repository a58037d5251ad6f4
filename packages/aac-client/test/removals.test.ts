import { expect, it } from 'vitest'
import { clear } from '../torture/removals.ts'

// The short form of 10,000 removals of a second each: as long on the clock, so as many tokens come and go.
it('removals over more than thirty lives of a token are done once each, and see no 401', async () => {
  const cleared = await clear({ people: 1000, secondsEach: 10 })
  expect(cleared.violations).toEqual([])
  expect(cleared.renewals).toBeGreaterThanOrEqual(30)
})

it('a token that ends while removals are under way is renewed unseen', async () => {
  // Eight requests of 6 s each outlive the 30 s before its end in which a token is renewed.
  const cleared = await clear({ people: 300, secondsEach: 6 })
  expect(cleared.violations).toEqual([])
  expect(cleared.refused).toBeGreaterThan(0)
})

it('a client that does not see the end of a token coming is found out by its refusals', async () => {
  expect(await clear({ people: 100, secondsEach: 10, plant: 'no foresight' })).toMatchObject({
    refused: expect.toSatisfy((refused: number) => refused >= 3) as number,
  })
})

it('a removal that is sent twice is found out by the count of requests', async () => {
  const { violations } = await clear({ people: 20, secondsEach: 1, plant: 'twice' })
  expect(violations).toEqual([expect.stringContaining('requests instead of') as string])
})
