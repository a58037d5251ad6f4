import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HoustonError, type User, type UserFilter } from '../src/index.ts'
import { scripted } from './scripted.ts'

const person = (id: number, address = 'a@b.c') => ({ id: `u${id}`, emails: [{ address }], roleBindings: [] })

describe('whatever a server makes of a search', () => {
  const address = fc.constantFrom('a@b.c', 'A@B.c', 'xa@b.c', 'a@b.cc', 'b@b.c')
  const row = fc.record({
    id: fc.constantFrom('u1', 'u2'),
    emails: fc.option(fc.array(fc.option(fc.record({ address: fc.option(address) })), { maxLength: 3 })),
    roleBindings: fc.constant([]),
  })

  it('only who has the address or the id is found, and all of them', async () => {
    const filter = fc.constantFrom<UserFilter>({ email: ' A@b.c ' }, { userUuid: 'u1' })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 6 }), filter, fc.boolean(), async (users, wanted, flat) => {
        const { houston, calls } = scripted(() => ({ data: { users } }), { release: flat ? '0.14.1' : '0.34.0' })
        const found = await houston.findUsers(wanted)
        const right = users.filter((one) =>
          'userUuid' in wanted
            ? one.id === wanted.userUuid
            : (one.emails ?? []).some((each) => each?.address?.toLowerCase() === 'a@b.c'),
        )
        expect(found).toEqual(right)
        const criterion = 'userUuid' in wanted ? { userUuid: 'u1' } : { email: 'a@b.c' }
        expect(calls[0]?.variables).toEqual(flat ? criterion : { user: criterion })
      }),
    )
  })

  it('only invites of exactly the address are listed, and all of them', async () => {
    const invite = fc.record({
      id: fc.string({ minLength: 1 }),
      email: fc.option(address),
      role: fc.constant(null),
      createdAt: fc.constant(null),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(invite, { maxLength: 6 }), async (invites) => {
        const { houston } = scripted(() => ({ data: { invites, workspaceInvites: invites } }))
        const right = invites.filter((one) => one.email?.toLowerCase() === 'a@b.c').map(({ id }) => id)
        expect((await houston.invites({ email: 'A@b.c ' })).map(({ id }) => id)).toEqual(right)
        expect((await houston.workspaceInvites('w', { email: 'a@b.c' })).map(({ id }) => id)).toEqual(right)
      }),
    )
  })

  it('a criterion that is blank sends nothing', async () => {
    const blank = fc
      .array(fc.constantFrom(' ', '\t', '\n', '\u00a0', '\ufeff'), { maxLength: 4 })
      .map((all) => all.join(''))
    const name = fc.constantFrom('email', 'userUuid', 'username', 'fullName')
    await fc.assert(
      fc.asyncProperty(blank, name, async (text, criterion) => {
        const { houston, calls } = scripted(() => ({ data: { users: [person(1)] } }))
        await expect(houston.findUsers({ [criterion]: text } as UserFilter)).rejects.toMatchObject({
          code: 'EMPTY_FILTER',
        })
        expect(calls).toEqual([])
      }),
    )
  })
})

describe('whatever pages a server gives', () => {
  it('a list that ends well has every row that was there, once, and no list goes on for ever', async () => {
    const page = fc.array(fc.integer({ min: 0, max: 130 }), { maxLength: 100 })
    const full = fc.integer({ min: 0, max: 60 }).map((from) => Array.from({ length: 100 }, (_, index) => from + index))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(page, full), { minLength: 1, maxLength: 6 }), async (pages) => {
        let asked = 0
        const { houston } = scripted(() => {
          const ids = pages[Math.min(asked, pages.length - 1)] ?? []
          asked += 1
          return { data: { paginatedWorkspaceUsers: ids.map((id) => person(id)) } }
        })
        const got: User[] = []
        let failed: unknown
        try {
          for await (const one of houston.members('w')) got.push(one)
        } catch (error) {
          failed = error
        }
        const given = new Set(pages.slice(0, asked).flat())
        expect(new Set(got.map(({ id }) => id)).size).toBe(got.length)
        expect(asked).toBeLessThanOrEqual(pages.length + 2)
        if (failed === undefined)
          expect(new Set(got.map(({ id }) => id))).toEqual(new Set([...given].map((id) => `u${id}`)))
        else expect(failed).toMatchObject({ kind: 'protocol', effect: 'none', operation: 'WorkspaceMembersPage' })
      }),
      { numRuns: 60 },
    )
  })

  it.each(['excluded', 'included'])(
    'a server with a cursor that is %s loses nobody, whatever its limit',
    async (cursorRow) => {
      // A limit that is not round is not told from a short page: facts §7.1.
      const limit = fc.constantFrom(10, 20, 25, 30, 50, 75, 90, 100, 101)
      await fc.assert(
        fc.asyncProperty(fc.integer({ min: 0, max: 320 }), limit, async (count, most) => {
          const all = Array.from({ length: count }, (_, index) => person(index))
          const { houston } = scripted(({ variables }) => {
            const { cursor, take } = variables as { cursor: string; take: number }
            const at = all.findIndex(({ id }) => id === cursor)
            const from = at === -1 ? 0 : cursorRow === 'included' ? at : at + 1
            return { data: { paginatedWorkspaceUsers: all.slice(from, from + Math.min(take, most)) } }
          })
          const got: string[] = []
          for await (const { id } of houston.members('w')) got.push(id)
          expect(got).toEqual(all.map(({ id }) => id))
        }),
        { numRuns: 60 },
      )
    },
  )
})

describe('whatever a server answers to a change', () => {
  const secret = 'variable.5ecret@example.com'
  const codes = ['FORBIDDEN', 'BAD_USER_INPUT', 'DUPLICATE_EMAIL', 'GRAPHQL_VALIDATION_FAILED', 'INTERNAL_SERVER_ERROR']
  const error = fc.oneof(
    fc.constantFrom<unknown>(null, 5, secret, {}),
    fc.record(
      {
        message: fc.oneof(
          fc.constantFrom<unknown>(
            secret,
            'Email address in use',
            'Cannot query field "inviteUser" on type "Mutation".',
            `Variable "$email" got invalid value "${secret}"; Expected type Role.`,
            5,
          ),
          fc.string(),
        ),
        extensions: fc.record({ code: fc.oneof(fc.constantFrom(...codes, secret), fc.string()) }, { requiredKeys: [] }),
        path: fc.constantFrom([secret], null),
      },
      { requiredKeys: [] },
    ),
  )
  const data = fc.oneof(
    fc.constantFrom<unknown>(undefined, null, [], secret),
    fc.record(
      { inviteUser: fc.constantFrom(null, { id: 'i1' }, { id: null }), other: fc.constantFrom(null, secret) },
      { requiredKeys: [] },
    ),
  )
  const body = fc.oneof(
    fc.record({ data, errors: fc.option(fc.array(error, { maxLength: 3 }), { nil: undefined }) }),
    fc.jsonValue(),
    fc.constantFrom<unknown>(secret, [], [{ data: { inviteUser: { id: 'i1' } } }]),
  )
  const status = fc.constantFrom(200, 201, 302, 400, 401, 403, 404, 409, 413, 415)

  it('no message repeats what was sent, and none says "nothing was done" without proof', async () => {
    await fc.assert(
      fc.asyncProperty(body, status, async (answer, code) => {
        const { houston } = scripted(({ operation }) =>
          operation === 'WhoAmI' ? new Response('', { status: 404 }) : Response.json(answer, { status: code }),
        )
        let caught: unknown
        try {
          await houston.invite(secret)
        } catch (reason) {
          caught = reason
        }
        const { data: got, errors } = (answer ?? {}) as {
          data?: { inviteUser?: { id?: unknown } | null } | null
          errors?: unknown
        }
        if (caught === undefined) {
          expect(code).toBeLessThan(300)
          expect(typeof got?.inviteUser?.id).toBe('string')
          return
        }
        if (!(caught instanceof HoustonError)) throw new Error('another error than the client’s own', { cause: caught })
        const shown = [caught.message, String(caught.stack), inspect(caught, { depth: 9, showHidden: true })].join()
        expect(shown).not.toContain('5ecret')
        expect(shown).not.toContain('k'.repeat(32))
        if (caught.effect === 'unknown') return
        // Proof: the server refused the whole request, or each of its errors is one that is thrown before anything is done.
        const list: readonly unknown[] = Array.isArray(errors) ? errors : []
        const meant = new Set(['FORBIDDEN', 'BAD_USER_INPUT', 'DUPLICATE_EMAIL', 'GRAPHQL_VALIDATION_FAILED'])
        const refusals =
          list.length > 0 &&
          list.every((one) => {
            const { extensions } = (one ?? {}) as { extensions?: { code?: unknown } }
            return meant.has(String(extensions?.code))
          })
        expect(code >= 400 || refusals).toBe(true)
        expect(typeof got === 'object' && got !== null && got.inviteUser?.id === 'i1' && list.length > 0).toBe(false)
      }),
      { numRuns: 400 },
    )
  })
})
