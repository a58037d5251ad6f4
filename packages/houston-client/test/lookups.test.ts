import fc from 'fast-check'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { type EmailAnswer, HoustonClient } from '../src/index.ts'
import { answersOf, lookups } from '../src/lookups.ts'
import { startFakeHouston } from '../src/testing/index.ts'
import { profileOf } from '../src/testing/profiles.ts'
import { schemaOf } from '../src/testing/schema.ts'
import { forbidden, scripted } from './scripted.ts'

const user = (id: string, ...addresses: string[]) => ({
  id,
  emails: addresses.map((address) => ({ address })),
  roleBindings: [],
})
const told = (answers: readonly EmailAnswer[]): string[] =>
  answers.map((one) => `${one.email} ${one.answer}${one.answer === 'found' ? ` ${one.user.id}` : ''}`)

describe.each(['0.13.1', '0.15.0', '0.16.6', '0.25.10', '0.34.0', '2.0.0'])('on Houston %s', (release) => {
  it('addresses are looked up in one request, in their order, each once', async () => {
    await using fake = await startFakeHouston({
      release,
      seed: { users: ['ada@b.c', { emails: ['bob@b.c', 'robert@b.c'] }, 'cy@b.c'] },
    })
    const asked: string[] = []
    const houston = new HoustonClient({
      url: fake.url,
      token: fake.token,
      release,
      onExchange: ({ operation }) => void asked.push(operation),
    })
    const answers = await houston.usersByEmail([' CY@b.c', 'nobody@b.c', 'robert@b.c', 'cy@B.C '])
    const id = (index: number): string => fake.state.users[index]?.id ?? ''
    expect(told(answers)).toEqual([`cy@b.c found ${id(2)}`, 'nobody@b.c nobody', `robert@b.c found ${id(1)}`])
    expect(answers[2]).toMatchObject({ user: { username: 'bob@b.c', status: 'active', roleBindings: [] } })
    expect(asked).toEqual(['UsersByEmail'])
  })
})

it('two thousand addresses are a few requests that the server takes', async () => {
  const known = Array.from({ length: 50 }, (_, index) => `known.${index}@a-rather-long-domain.example.com`)
  await using fake = await startFakeHouston({ seed: { users: known } })
  const houston = new HoustonClient({ url: fake.url, token: fake.token })
  const emails = Array.from({ length: 2000 }, (_, index) => known[index % 40] ?? '').map((email, index) =>
    index < 40 ? email : `unknown.${index}@a-rather-long-domain.example.com`,
  )
  const answers = await houston.usersByEmail(emails)
  expect(answers.map(({ email }) => email)).toEqual(emails)
  expect(answers.filter(({ answer }) => answer === 'found').length).toBe(40)
  expect(answers.filter(({ answer }) => answer === 'nobody').length).toBe(1960)
  expect(fake.requests()).toBeLessThanOrEqual(4)
})

describe('an answer', () => {
  const error = (...path: unknown[]) => ({ message: 'boom', path, extensions: { code: 'INTERNAL_SERVER_ERROR' } })
  const whole = user('1', 'a@b.c')

  it.each<[string, object, string[]]>([
    ['that is whole', { data: { u0: [whole], u1: [] } }, ['a@b.c found 1', 'd@e.f nobody']],
    ['that is partial', { data: { u0: [whole], u1: null }, errors: [error('u1')] }, ['a@b.c found 1', 'd@e.f unknown']],
    [
      'that is partial and does not say where',
      { data: { u0: null, u1: [] }, errors: [error('users')] },
      ['a@b.c unknown', 'd@e.f nobody'],
    ],
    [
      'with an error inside of one row',
      { data: { u0: [whole], u1: [] }, errors: [error('u0', 0, 'roleBindings', 1, 'workspace')] },
      ['a@b.c unknown', 'd@e.f nobody'],
    ],
    [
      'with an error, and a hole that may be its doing',
      { data: { u0: [{ ...whole, roleBindings: null }], u1: [] }, errors: [error('users')] },
      ['a@b.c unknown', 'd@e.f nobody'],
    ],
    [
      'with an error without a path, and a hole',
      { data: { u0: [{ ...whole, emails: null }], u1: [] }, errors: [{ message: 'x' }, null] },
      ['a@b.c unknown', 'd@e.f nobody'],
    ],
    [
      'that shows no roles',
      { data: { u0: [{ ...whole, roleBindings: null }], u1: [] } },
      ['a@b.c found 1', 'd@e.f nobody'],
    ],
    ['about somebody else', { data: { u0: [user('2', 'xa@b.c')], u1: [] } }, ['a@b.c unknown', 'd@e.f nobody']],
    ['about two', { data: { u0: [whole, user('2', 'a@b.c')], u1: [] } }, ['a@b.c unknown', 'd@e.f nobody']],
    ['about nobody who can be read', { data: { u0: [null], u1: [] } }, ['a@b.c unknown', 'd@e.f nobody']],
    [
      'about one who shows no address',
      { data: { u0: [{ ...whole, emails: null }], u1: [] } },
      ['a@b.c unknown', 'd@e.f nobody'],
    ],
    ['with an address in capitals', { data: { u0: [user('1', 'A@b.c')], u1: [] } }, ['a@b.c found 1', 'd@e.f nobody']],
    ['that says nothing of any', { data: { u0: null, u1: null } }, ['a@b.c unknown', 'd@e.f unknown']],
  ])('%s', async (_, body, expected) => {
    const { houston, calls } = scripted(() => body)
    expect(told(await houston.usersByEmail(['A@b.c', 'd@e.f']))).toEqual(expected)
    expect(calls[0]?.variables).toEqual({ u0: 'a@b.c', u1: 'd@e.f' })
  })

  it.each<[string, unknown, object]>([
    ['that refuses them all', forbidden, { code: 'UNAUTHENTICATED', kind: 'rejected' }],
    [
      'that fails for them all',
      { data: { u0: null, u1: null }, errors: [error('users'), error('users')] },
      { code: 'INTERNAL_SERVER_ERROR', kind: 'protocol' },
    ],
    [
      'that lacks one',
      { data: { u0: null } },
      { kind: 'protocol', message: 'UsersByEmail: HTTP 200, the answer lacks u1' },
    ],
    ['that is none', new Response('no', { status: 403 }), { kind: 'rejected', status: 403 }],
  ])('%s is an error', async (_, body, facts) => {
    const { houston } = scripted(() => (body instanceof Response ? body.clone() : body))
    await expect(houston.usersByEmail(['a@b.c', 'd@e.f'])).rejects.toMatchObject({
      operation: 'UsersByEmail',
      effect: 'none',
      ...facts,
    })
  })
})

describe('nothing is sent', () => {
  it('for nobody', async () => {
    const { houston, calls } = scripted(() => ({}))
    expect(await houston.usersByEmail([])).toEqual([])
    expect(calls).toEqual([])
  })

  it.each(['', ' ', '\t\n'])('for an empty address among others: %o', async (email) => {
    const { houston, calls } = scripted(() => ({}))
    await expect(houston.usersByEmail(['a@b.c', email])).rejects.toMatchObject({
      code: 'EMPTY_ARGUMENT',
      message: 'UsersByEmail: email is empty',
    })
    expect(calls).toEqual([])
  })

  it('after an abort', async () => {
    const { houston, calls } = scripted(() => ({}))
    await expect(houston.usersByEmail(['a@b.c'], { signal: AbortSignal.abort('no') })).rejects.toBe('no')
    expect(calls).toEqual([])
  })
})

describe('whatever the addresses', () => {
  const schemas = {
    search: buildSchema(schemaOf(profileOf('0.34.0'))),
    flat: buildSchema(schemaOf(profileOf('0.15.0'))),
  } as const
  const hostile = fc.oneof(
    fc.string({ minLength: 1 }),
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.constantFrom('"', '\\', '"){id} x:users(user:{email:"', '\u0000', '\ud800', '#', '}', '$u0', '\u2028'),
    fc.emailAddress(),
  )
  const asking = fc.constantFrom('search' as const, 'flat' as const)

  it('they stand in variables as they are, and no document is made of them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(hostile, { minLength: 1, maxLength: 20 }), asking, (emails, form) => {
        const groups = [...lookups(emails, form)]
        expect(groups.flatMap((group) => group.aliases.map((alias) => group.variables[alias]))).toEqual(emails)
        for (const [index, group] of groups.entries()) {
          const plain = [
            ...lookups(
              group.emails.map((_, at) => `${at}`),
              form,
            ),
          ]
          expect(group.text, `document ${index}`).toBe(plain[0]?.text)
        }
      }),
    )
  })

  it('each document is valid, and its body is below 90 KB', () => {
    const length = fc.integer({ min: 1, max: 300 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), length, asking, (count, size, form) => {
        const emails = Array.from({ length: count }, (_, index) => `${index}"é`.padEnd(size, '"'))
        const groups = [...lookups(emails, form)]
        expect(groups.flatMap((group) => group.emails)).toEqual(emails)
        for (const { text, variables } of groups) {
          const body = JSON.stringify({ query: text, variables, operationName: 'UsersByEmail' })
          expect(Buffer.byteLength(body)).toBeLessThan(90_000)
        }
        const [first] = groups
        expect(validate(schemas[form], parse(first?.text ?? ''))).toEqual([])
      }),
      { numRuns: 15 },
    )
  })

  it('one that is larger than a request may be is alone in its own', () => {
    const huge = (letter: string, kilobytes: number): string => letter.repeat(kilobytes * 1000)
    const emails = [huge('a', 95), huge('b', 30), huge('c', 30), huge('d', 30), 'e@f.g']
    const groups = [...lookups(emails, 'search')].map((group) => group.emails.map(([letter]) => letter).join(''))
    expect(groups).toEqual(['a', 'bc', 'de'])
  })

  it('nobody is found who has not exactly the address, and nobody is missing who has it alone', () => {
    const address = fc.constantFrom('a@b.c', 'd@e.f', 'xa@b.c', 'A@B.C')
    const row = fc.record({ id: fc.string(), emails: fc.array(fc.record({ address })), roleBindings: fc.constant([]) })
    const list = fc.option(fc.array(fc.option(row, { freq: 9 }), { maxLength: 3 }))
    fc.assert(
      fc.property(fc.array(list, { minLength: 2, maxLength: 2 }), fc.boolean(), ([u0, u1], failed) => {
        const [group] = [...lookups(['a@b.c', 'd@e.f'], 'search')]
        const body = { data: { u0, u1 }, ...(failed ? { errors: [{ message: 'x' }] } : {}) }
        const answers = group && answersOf(group, { status: 200, headers: new Headers(), json: true, body })
        if (answers === undefined) expect([u0, u1]).toEqual([null, null])
        for (const [index, one] of (answers ?? []).entries()) {
          const rows = [u0, u1][index]
          const exactly = rows?.length === 1 && rows[0]?.emails.some((each) => each.address.toLowerCase() === one.email)
          expect(one.answer).toBe(rows?.length === 0 ? 'nobody' : exactly === true ? 'found' : 'unknown')
        }
      }),
    )
  })
})
