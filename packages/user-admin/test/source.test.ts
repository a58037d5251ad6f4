import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  complete,
  incomplete,
  isSnapshot,
  peopleSource,
  type Snapshot,
  type SourcePerson,
  verified,
} from '../src/directory/source.ts'

const ana: SourcePerson = { id: '1', email: 'ana@example.edu', status: 'active' }
const bo: SourcePerson = { id: '2', email: 'bo@example.edu', status: 'disabled' }
const proof = 'The server counted 2 and sent 2.'
const readAt = '2026-11-01T08:00:00.000Z'
const read = async (people: readonly SourcePerson[]): Promise<Snapshot> =>
  complete({ source: 'campus', people, proof, readAt })
const digest = async (people: readonly SourcePerson[]): Promise<string | undefined> => {
  const snapshot = await read(people)
  return snapshot.kind === 'incomplete' ? undefined : snapshot.digest
}
const invalid = (message: string): Error =>
  expect.objectContaining({
    problem: 'invalid',
    effect: 'none',
    message: expect.stringContaining(message) as string,
  }) as Error
/** As a file keeps it. */
const kept = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

describe('complete', () => {
  it('holds everybody in one form and one order, however the source wrote and sorted them', async () => {
    const mixed = {
      ...ana,
      email: ' Ana <ANA@Example.EDU>',
      aliases: ['a@example.edu', 'A@EXAMPLE.edu', 'ana@example.edu'],
    }
    expect(await read([bo, { ...mixed, roles: ['viewer', 'editor', 'viewer'], name: ' ' }])).toEqual({
      kind: 'complete',
      source: 'campus',
      readAt,
      proof,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/u) as string,
      people: [{ ...ana, aliases: ['a@example.edu'], roles: ['editor', 'viewer'] }, bo],
    })
  })

  it('is empty, and no complete reading of nobody, where the source has nobody', async () => {
    const nobody = await read([])
    expect(nobody).toMatchObject({ kind: 'empty', source: 'campus', proof })
    expect(nobody).not.toHaveProperty('people')
  })

  it('keeps an address that two people share: what it means is for a plan to say', async () => {
    const shared = [ana, { ...bo, email: 'Ana@example.edu' }]
    expect(await read(shared)).toMatchObject({ people: [{ email: 'ana@example.edu' }, { email: 'ana@example.edu' }] })
  })

  it('keeps people without an address, and tells "no roles" from "nothing said about roles"', async () => {
    const people = [
      { id: '1', status: 'active' as const, roles: [] },
      { id: '2', status: 'expired' as const },
    ]
    expect(await read(people)).toMatchObject({ people })
  })

  it('gives the same digest at another time and with another proof, and another one for another source or person', async () => {
    const one = await complete({ source: 'campus', people: [ana, bo], proof, readAt })
    const same = await complete({ source: 'campus', people: [bo, ana], proof: 'Counted again.' })
    const other = await complete({ source: 'other', people: [ana, bo], proof, readAt })
    expect(same.digest).toBe(one.digest)
    expect(other.digest).not.toBe(one.digest)
    expect(await digest([ana, { ...bo, status: 'active' }])).not.toBe(one.digest)
    expect(await digest([ana])).not.toBe(one.digest)
    expect(await digest([])).not.toBe(one.digest)
  })

  it('says when it was read in UTC, now unless it is said', async () => {
    expect(await complete({ source: 'campus', people: [ana], proof, readAt: '2026-11-01T09:00+01:00' })).toMatchObject({
      readAt,
    })
    const before = Date.now()
    const { readAt: now } = await complete({ source: 'campus', people: [ana], proof })
    expect(Date.parse(now)).toBeGreaterThanOrEqual(before)
  })

  it.each<[string, unknown, string]>([
    ['no id', { ...bo, id: ' ' }, 'row 2 has no id'],
    ['no id and no address', { status: 'active' }, 'row 2 has no id'],
    ['an id that another has', { ...bo, id: '1' }, 'row 2 has the id "1" of row 1'],
    ['an address that is none', { ...bo, email: 'bo' }, 'row 2 ("2") has the address "bo", which is none'],
    ['an empty address', { ...bo, email: '' }, 'row 2 ("2") has the address "", which is none'],
    [
      'an alias that is none',
      { ...bo, aliases: ['X500:/o=x'] },
      'row 2 ("2") has the address "X500:/o=x", which is none',
    ],
    ['a status that is none', { ...bo, status: 'gone' }, 'row 2 ("2") has the status "gone"'],
    ['no status', { id: '2', email: 'bo@example.edu' }, 'row 2 ("2") has the status undefined'],
    [
      'roles that are no list',
      { ...bo, roles: 'editor' },
      'row 2 ("2") has a name, alias, role or group that is no text',
    ],
    [
      'aliases that are no list',
      { ...bo, aliases: 'b@example.edu' },
      'row 2 ("2") has a name, alias, role or group that is no text',
    ],
    ['half a character', { ...bo, name: 'Bo \uD83D' }, 'row 2 ("2") has a name, alias, role or group that is no text'],
    ['nothing', null, 'row 2 is no person'],
  ])('refuses a person with %s, and names the row', async (_name, person, message) => {
    await expect(read([ana, person as SourcePerson])).rejects.toThrow(invalid(message))
  })

  it('names ten rows at most', async () => {
    const wrong = Array.from({ length: 12 }, (_, index) => ({ ...bo, id: `${index}`, email: 'x' }))
    await expect(read([ana, ...wrong])).rejects.toThrow(
      invalid('row 11 ("9") has the address "x", which is none; and 2 more.'),
    )
  })

  it.each([
    [{ source: ' ' }, 'needs its source'],
    [{ proof: '' }, 'needs its proof'],
    [{ readAt: 'yesterday' }, 'readAt is "yesterday"'],
    [{ readAt: '2026-11-01T08:00:00' }, 'readAt is'],
    [{ readAt: '2026-13-01T08:00:00Z' }, 'readAt is'],
    [{ people: ana as unknown as SourcePerson[] }, 'as a list'],
  ])('refuses %o', async (part, message) => {
    await expect(complete({ source: 'campus', people: [ana], proof, readAt, ...part })).rejects.toThrow(
      invalid(message),
    )
  })

  it('leaves what it was given as it was', async () => {
    const people = Object.freeze([Object.freeze({ ...bo }), Object.freeze({ ...ana, email: 'ANA@example.edu' })])
    await expect(read(people)).resolves.toMatchObject({ people: [ana, bo] })
    expect(people[1]?.email).toBe('ANA@example.edu')
  })
})

describe('incomplete', () => {
  it('says why and how many were seen, and holds nobody', () => {
    expect(incomplete({ source: 'campus', reason: 'Page 3 was cut off.', seen: 200, readAt })).toEqual({
      kind: 'incomplete',
      source: 'campus',
      readAt,
      reason: 'Page 3 was cut off.',
      seen: 200,
    })
  })
  it.each([
    [{ seen: -1 }, 'people seen is -1'],
    [{ seen: Number.NaN }, 'people seen is NaN'],
    [{ reason: '' }, 'needs its reason'],
  ])('refuses %o', (part, message) => {
    expect(() => incomplete({ source: 'campus', reason: 'x', seen: 0, ...part })).toThrow(invalid(message))
  })
})

describe('a reading that was kept in a file', () => {
  it.each<[string, () => Promise<Snapshot>]>([
    ['complete', () => read([ana, { ...bo, aliases: ['b@example.edu'], roles: ['editor'], name: 'Bo' }])],
    ['empty', () => read([])],
    ['incomplete', async () => incomplete({ source: 'campus', reason: 'cut', seen: 1, readAt })],
  ])('is the same one when it is %s', async (_kind, make) => {
    const snapshot = await make()
    expect(isSnapshot(kept(snapshot))).toBe(true)
    expect(await verified(kept(snapshot))).toEqual(snapshot)
  })

  it('is refused once a letter of its people, its source or its digest was changed', async () => {
    const snapshot = kept(await complete({ source: 'campus', people: [ana, bo], proof, readAt }))
    if (snapshot.kind !== 'complete') throw new Error('two people')
    const changed: Snapshot[] = [
      { ...snapshot, source: 'Campus' },
      { ...snapshot, people: [ana] },
      { ...snapshot, people: [ana, { ...bo, status: 'active' }] },
      { ...snapshot, people: [ana, { ...bo, aliases: ['x@example.edu'] }] },
      { ...snapshot, digest: snapshot.digest.replace(/^./u, (digit) => (digit === '0' ? '1' : '0')) },
      { kind: 'empty', source: 'campus', readAt, proof, digest: snapshot.digest },
    ]
    for (const other of changed) await expect(verified(other)).rejects.toThrow(invalid('was changed after it was made'))
  })

  it('is the same one in another order and with remarks of its own', async () => {
    const snapshot = await complete({ source: 'campus', people: [ana, bo], proof, readAt })
    const remarked = { ...snapshot, people: [{ ...bo, remark: 'x' }, ana] } as Snapshot
    expect(await verified(remarked)).toEqual(snapshot)
  })

  it.each<[string, (snapshot: Record<string, unknown>) => unknown]>([
    ['nothing', () => null],
    ['a list', () => []],
    ['a kind that is none', (snapshot) => ({ ...snapshot, kind: 'whole' })],
    ['no people', ({ people: _people, ...rest }) => rest],
    ['a complete reading of nobody', (snapshot) => ({ ...snapshot, people: [] })],
    ['an empty reading of somebody', (snapshot) => ({ ...snapshot, kind: 'empty' })],
    ['a person without an id', (snapshot) => ({ ...snapshot, people: [{ status: 'active' }] })],
    ['a status that is none', (snapshot) => ({ ...snapshot, people: [{ ...ana, status: 'x' }] })],
    ['a digest that is none', (snapshot) => ({ ...snapshot, digest: 'abc' })],
    ['no proof', (snapshot) => ({ ...snapshot, proof: '' })],
    ['a time that is none', (snapshot) => ({ ...snapshot, readAt: 'x' })],
    ['an incomplete reading without a reason', (snapshot) => ({ ...snapshot, kind: 'incomplete', seen: 1 })],
    [
      'an incomplete reading of a part of a person',
      (snapshot) => ({ ...snapshot, kind: 'incomplete', reason: 'x', seen: 0.5 }),
    ],
  ])('is none with %s', async (_name, change) => {
    const other = change({ ...(await read([ana])) })
    expect(isSnapshot(other)).toBe(false)
    await expect(verified(other as Snapshot)).rejects.toThrow(invalid('no reading of a source'))
  })
})

describe('peopleSource', () => {
  it('answers the list, and asks a function at each reading', async () => {
    let people = [ana]
    const source = peopleSource('campus', () => people)
    const first = await source.read()
    people = [ana, bo]
    const second = await source.read()
    expect(source.name).toBe('campus')
    expect(first).toMatchObject({ kind: 'complete', source: 'campus', people: [ana] })
    expect(second).toMatchObject({ people: [ana, bo] })
    expect(await peopleSource('campus', []).read()).toMatchObject({ kind: 'empty' })
    const later = peopleSource('campus', people, { now: () => Date.parse('2026-11-20T12:00:00Z') })
    expect(await later.read()).toMatchObject({ readAt: '2026-11-20T12:00:00.000Z' })
  })

  it('stops where it is told to, with the reason it was given', async () => {
    const reason = new Error('enough')
    await expect(peopleSource('campus', [ana]).read({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

describe('the digest', () => {
  const person = fc.record<SourcePerson>(
    {
      id: fc.string({ minLength: 1, unit: 'grapheme' }).filter((id) => id.trim() !== ''),
      email: fc.emailAddress(),
      aliases: fc.array(fc.emailAddress(), { maxLength: 3 }),
      name: fc.string({ unit: 'grapheme' }),
      status: fc.constantFrom('active', 'disabled', 'expired', 'deleted'),
      roles: fc.array(fc.constantFrom('viewer', 'editor', 'admin'), { maxLength: 3 }),
    },
    { requiredKeys: ['id', 'status'] },
  )

  it('is of the people and not of their order, their copies or their file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(person, { minLength: 1, maxLength: 8, selector: ({ id }) => id }).chain((people) =>
          fc.record({
            people: fc.constant(people),
            shuffled: fc.shuffledSubarray(people, { minLength: people.length }),
          }),
        ),
        async ({ people, shuffled }) => {
          const one = await read(people)
          const other = await read(shuffled.map((each) => ({ ...each, aliases: each.aliases?.toReversed() ?? [] })))
          expect(other).toEqual(one)
          expect(await verified(kept(one))).toEqual(one)
        },
      ),
      { numRuns: 100 },
    )
  })
})
