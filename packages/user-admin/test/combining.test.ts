import { describe, expect, it } from 'vitest'
import { except, intersection, union } from '../src/directory/combining.ts'
import {
  incomplete,
  isSnapshot,
  peopleSource,
  type Snapshot,
  type Source,
  type SourcePerson,
} from '../src/directory/source.ts'
import { UserAdminError } from '../src/errors.ts'

const at = Date.parse('2026-11-22T05:00:00Z')
const now = (): number => at
const person = (id: string, email: string, more: Partial<SourcePerson> = {}): SourcePerson => ({
  id,
  email,
  status: 'active',
  ...more,
})
const of = (name: string, ...people: readonly SourcePerson[]): Source => peopleSource(name, people, { now })
const broken = (name: string, reason = 'Page 3 was cut off.'): Source => ({
  name,
  read: async () => incomplete({ source: name, reason, seen: 7 }),
})

const ana = person('1', 'ana@example.edu')
const bo = person('2', 'bo@example.edu')
const cy = person('3', 'cy@example.edu')

/** Every way to put two sources together, for what they have in common. */
const ways: readonly [string, (name: string, one: Source, other: Source, mayBeEmpty?: readonly string[]) => Source][] =
  [
    ['union', (name, one, other, mayBeEmpty) => union(name, [one, other], { mayBeEmpty, now })],
    ['intersection', (name, one, other, mayBeEmpty) => intersection(name, [one, other], { mayBeEmpty, now })],
    ['except', (name, one, other, mayBeEmpty) => except(name, one, [other], { mayBeEmpty, now })],
  ]

describe.each(ways)('%s', (_name, way) => {
  const reasonOf = async (one: Source, other: Source, mayBeEmpty?: readonly string[]): Promise<string> => {
    const snapshot = await way('all', one, other, mayBeEmpty).read()
    return snapshot.kind === 'incomplete' ? snapshot.reason : snapshot.kind
  }

  it('is incomplete where a part is, and names it with its reason', async () => {
    expect(await way('all', of('corp', ana), broken('hr')).read()).toEqual({
      kind: 'incomplete',
      source: 'all',
      readAt: '2026-11-22T05:00:00.000Z',
      reason: 'all is put together of corp, hr, and not all of it was read: hr: Page 3 was cut off.',
      seen: 8,
    })
  })

  it('names every part that is not whole, at once', async () => {
    const failing: Source = {
      name: 'corp',
      read: () => Promise.reject(new UserAdminError('unauthenticated', 'The password of reader is wrong.')),
    }
    expect(await reasonOf(failing, of('hr'))).toBe(
      'all is put together of corp, hr, and not all of it was read: corp: The password of reader is wrong; hr holds nobody (if that is so, mayBeEmpty: ["hr"]).',
    )
  })

  it('keeps what a foreign error says to itself', async () => {
    const failing: Source = { name: 'corp', read: () => Promise.reject(new Error('Bearer secret')) }
    expect(await reasonOf(failing, of('hr', ana))).toBe(
      'all is put together of corp, hr, and not all of it was read: corp: It could not be read.',
    )
  })

  it.each<[string, Source['read']]>([
    ['nothing', async () => undefined as unknown as Snapshot],
    ['a list', async () => [ana] as unknown as Snapshot],
    ['the reading of another source', async () => of('other', ana).read()],
  ])('is incomplete where a part answers with %s', async (_what, read) => {
    expect(await reasonOf({ name: 'corp', read }, of('hr', ana))).toMatch(/corp: It answered with/u)
  })

  it('takes a part that holds nobody only where that was said of it', async () => {
    expect(await reasonOf(of('corp', ana), of('hr'), ['corp'])).toContain('hr holds nobody')
    expect(await reasonOf(of('corp', ana), of('hr'), ['hr'])).not.toContain('hr holds nobody')
    expect(await reasonOf(of('corp'), of('hr'), ['hr', 'corp'])).toBe('empty')
  })

  it('keeps what was read of each part, is as old as the oldest, and stands nowhere', async () => {
    const older = peopleSource('hr', [ana, bo], { now: () => at - 60_000 })
    const snapshot = await way('all', of('corp', ana, cy), older).read()
    expect(snapshot).toMatchObject({
      readAt: '2026-11-22T04:59:00.000Z',
      proof: 'Each of its parts was read whole: corp, hr.',
    })
    expect(snapshot).toHaveProperty('parts.0.source', 'corp')
    expect(snapshot).toHaveProperty('parts.1.people.1.email', 'bo@example.edu')
    expect(snapshot).not.toHaveProperty('position')
    expect(isSnapshot(JSON.parse(JSON.stringify(snapshot)))).toBe(true)
  })

  it('ends at once with the signal, whoever does not listen', async () => {
    const stop = new AbortController()
    const given: (AbortSignal | undefined)[] = []
    const deaf = (name: string): Source => ({
      name,
      read: (options) => {
        given.push(options?.signal)
        return new Promise(() => undefined)
      },
    })
    const reading = way('all', deaf('corp'), deaf('hr')).read({ signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(reading).rejects.toThrow('enough')
    expect(given).toEqual([stop.signal, stop.signal])
    await expect(way('all', deaf('corp'), deaf('hr')).read({ signal: stop.signal })).rejects.toThrow('enough')
    expect(given).toHaveLength(2)
  })

  it('passes on the end of a part that does listen', async () => {
    const stop = new AbortController()
    const listening: Source = {
      name: 'corp',
      read: async ({ signal } = {}) => {
        stop.abort(new Error('enough'))
        signal?.throwIfAborted()
        throw new Error('not heard')
      },
    }
    await expect(way('all', listening, of('hr', ana)).read({ signal: stop.signal })).rejects.toThrow('enough')
  })

  it.each<[string, () => Source, string]>([
    ['two parts of one name', () => way('all', of('corp'), of('corp')), 'Two parts of all are called corp'],
    ['a part of its own name', () => way('corp', of('corp'), of('hr')), 'A part of corp has its name'],
    ['no name', () => way(' ', of('corp'), of('hr')), 'needs a name'],
    ['what is no source', () => way('all', of('corp'), {} as Source), 'A part of all is no source'],
    [
      'mayBeEmpty of no part',
      () => way('all', of('corp'), of('hr'), ['crop']),
      '"crop", which is none of its parts: corp, hr',
    ],
  ])('refuses %s', (_what, make, message) => {
    expect(make).toThrow(
      expect.objectContaining({ problem: 'invalid', message: expect.stringContaining(message) as string }) as Error,
    )
  })
})

it.each<[string, () => Source, string]>([
  ['a union of one', () => union('all', [of('corp')]), 'two sources at least'],
  ['an intersection of one', () => intersection('all', [of('corp')]), 'two sources at least'],
  ['an exception of nobody', () => except('all', of('corp'), []), 'two sources at least'],
  ['a union of no list', () => union('all', of('corp') as unknown as Source[]), 'two sources at least'],
  [
    'an option that there is not',
    () => union('all', [of('a'), of('b')], { mayBeEmtpy: ['a'] } as object),
    '"mayBeEmtpy"',
  ],
])('refuses %s', (_what, make, message) => {
  expect(make).toThrow(
    expect.objectContaining({ problem: 'invalid', message: expect.stringContaining(message) as string }) as Error,
  )
})
