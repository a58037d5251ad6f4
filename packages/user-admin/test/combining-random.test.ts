import fc from 'fast-check'
import { expect, it } from 'vitest'
import { except, intersection, union } from '../src/directory/combining.ts'
import { peopleSource, type Source, type SourcePerson } from '../src/directory/source.ts'

const people = async (source: Source): Promise<readonly SourcePerson[]> => {
  const snapshot = await source.read()
  return snapshot.kind === 'complete' ? snapshot.people : []
}

// Addresses are few, so that people meet by all of their kinds and by chains.
const address = fc.constantFrom('a@x.edu', 'b@x.edu', 'c@x.edu', 'd@x.edu', 'e@x.edu', 'f@x.edu', 'g@x.edu')
const status = fc.constantFrom('active', 'disabled', 'expired', 'deleted' as const)
const list = fc.subarray(['1', '2', '3', '4'], { minLength: 1 }).chain((ids) =>
  fc.tuple(
    ...ids.map((id) =>
      fc.record(
        {
          id: fc.constant(id),
          email: address,
          aliases: fc.array(address, { maxLength: 2 }),
          upn: address,
          status,
          roles: fc.subarray(['editor', 'viewer']),
          groups: fc.subarray(['A', 'B']),
        },
        { requiredKeys: ['id', 'status'] },
      ),
    ),
  ),
)
const parts = fc.array(list, { minLength: 2, maxLength: 4 })

interface Row {
  readonly part: number
  readonly of: SourcePerson
}

/** As the documentation says it, one record at a time, by looking at every other. */
function oracle(
  lists: readonly (readonly SourcePerson[])[],
  counts: (address: string, all: readonly SourcePerson[]) => boolean = () => true,
): {
  readonly rows: readonly Row[]
  readonly same: (row: Row) => readonly Row[]
} {
  const rows = lists.flatMap((each, part) => each.map((one) => ({ part, of: one })))
  const known = (one: SourcePerson): string[] =>
    [...(one.aliases ?? []), one.email, one.upn].flatMap((text) => text ?? [])
  const meet = (one: Row, other: Row): boolean =>
    one.part !== other.part &&
    known(one.of).some((text) => known(other.of).includes(text) && counts(text, lists.flat()))
  const same = (row: Row): readonly Row[] => {
    const found = [row]
    // What is found on the way is looked at as well.
    for (const one of found) found.push(...rows.filter((other) => !found.includes(other) && meet(one, other)))
    return rows.filter((other) => found.includes(other))
  }
  return { rows, same }
}

const named = (lists: readonly (readonly SourcePerson[])[]): Source[] =>
  lists.map((each, part) => peopleSource(`p${part}`, each))
const best = (own: readonly Row[]): SourcePerson['status'] =>
  (['active', 'disabled', 'expired'] as const).find((each) => own.some((row) => row.of.status === each)) ?? 'deleted'
const worst = (own: readonly Row[]): SourcePerson['status'] =>
  (['deleted', 'expired', 'disabled'] as const).find((each) => own.some((row) => row.of.status === each)) ?? 'active'
const differ = (own: readonly Row[]): boolean =>
  own.some((one) => own.some((other) => one.part === other.part && one.of.status !== other.of.status))
const sorted = (texts: readonly string[] | undefined): string[] | undefined => texts && [...new Set(texts)].toSorted()

it('is what a slow reading of the rules says, for any people', async () => {
  await fc.assert(
    fc.asyncProperty(parts, async (lists) => {
      const { rows, same } = oracle(lists)
      const id = ({ part, of: { id: own } }: Row): string => `p${part}/${own}`
      const [first, ...others] = named(lists)
      if (first === undefined) return

      const all = new Map((await people(union('all', [first, ...others]))).map((found) => [found.id, found]))
      expect(all.size).toBe(rows.length)
      const strict = oracle(lists, (text, every) => every.some(({ email, upn }) => [email, upn].includes(text)))
      for (const row of strict.rows) {
        const own = strict.same(row)
        const found = all.get(id(row))
        expect(found?.status).toBe(differ(own) ? row.of.status : best(own))
        const isOne = own.every((one) => own.every((other) => one === other || one.part !== other.part))
        const roles = isOne ? own.find((one) => one.of.roles !== undefined)?.of.roles : row.of.roles
        expect(found?.roles).toEqual(sorted(roles))
        const groups = (isOne ? own : [row]).flatMap((one) => (one.of.groups === undefined ? [] : [one.of.groups]))
        expect(found?.groups).toEqual(groups.length === 0 ? undefined : sorted(groups.flat()))
      }

      const both = rows
        .filter((row) => row.part === 0 && new Set(same(row).map(({ part }) => part)).size === lists.length)
        .map((row) => [id(row), differ(same(row)) ? row.of.status : worst(same(row))])
      const met = await people(intersection('both', [first, ...others]))
      expect(met.map((found) => [found.id, found.status])).toEqual(both)

      const rest = rows.filter((row) => row.part === 0 && same(row).every(({ part }) => part === 0)).map(id)
      expect((await people(except('rest', first, others))).map((found) => found.id)).toEqual(rest)
    }),
    { numRuns: 300 },
  )
})
