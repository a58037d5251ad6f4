import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diffPlans, summarise } from '../src/index.ts'
import { oneLine } from '../src/summary/text.ts'
import { planIn, randomWorld } from './random-plans.ts'

const schema = JSON.parse(readFileSync(new URL('../plan.schema.json', import.meta.url), 'utf8')) as object
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema)

describe('any plan', () => {
  it('is as its schema says', async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, async (world) => {
        const { plan } = await planIn(world)
        validate(JSON.parse(JSON.stringify(plan)))
        expect(validate.errors ?? []).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  it('is summarised with every step, guard, doubt and loss in it, line by line, and cuts no address', async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, async (world) => {
        const { plan } = await planIn(world)
        const every = { rows: Number.POSITIVE_INFINITY, columns: Number.POSITIVE_INFINITY }
        const text = summarise(plan, every)
        const unclear = plan.kept.filter(({ code }) => ['look-alike', 'ambiguous', 'collision'].includes(code))
        const said = [
          ...plan.steps.flatMap(({ what, reason }) => [what, reason]),
          ...plan.blocked.flatMap(({ reason, remedy }) => [reason, remedy]),
          ...unclear.map(({ reason }) => reason),
          ...plan.later.map(({ what }) => what),
          ...plan.missing.map(({ entry }) => entry),
          ...plan.unmatched.map(({ email }) => email),
          ...plan.scopes.flatMap(({ unseen }) => unseen),
          ...plan.irreversible,
          plan.id,
        ]
        for (const sentence of said) expect(text).toContain(oneLine(sentence))
        const names = [...text.matchAll(/^ {2}([a-z-]+) \((\d+)(?: steps in \d+ scopes)?\): /gm)]
        const codes = new Set(plan.steps.flatMap(({ heldBy }) => heldBy))
        expect(new Set(names.map(([, code]) => code))).toEqual(codes)
        expect(names).toHaveLength(codes.size)
        for (const [line, code, count] of names) {
          expect(Number(count)).toBe(plan.steps.filter(({ heldBy }) => heldBy.some((one) => one === code)).length)
          expect(summarise(plan, { rows: 0 })).toContain(line)
        }
        const narrow = summarise(plan, { ...every, columns: 20 })
        expect(plan.steps.filter(({ email }) => !narrow.includes(`  ${email} `))).toEqual([])
        expect(summarise(plan, { rows: 0 }).split('\n').length).toBeLessThan(60)
        expect(summarise(plan, { format: 'markdown' })).toContain(`\`${plan.id}\``)
      }),
      { numRuns: 100 },
    )
  })

  it('differs from another one by what both say, and from itself in nothing', async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, randomWorld, async (one, other) => {
        const [a, b] = [(await planIn(one)).plan, (await planIn(other)).plan]
        const [there, back] = [diffPlans(a, b), diffPlans(b, a)]
        expect(there.same).toBe(a.id === b.id)
        expect(diffPlans(a, a)).toMatchObject({ same: true, changed: [], added: [], gone: [], also: [] })
        expect([there.added, there.gone, there.also]).toEqual([back.gone, back.added, back.also])
        expect([there.blocked.added, there.kept.gone]).toEqual([back.blocked.gone, back.kept.added])
        expect(a.steps.length - there.gone.length).toBe(b.steps.length - there.added.length)
        expect(summarise(there).startsWith(there.same ? 'The plans are the same' : 'The plans differ')).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})
