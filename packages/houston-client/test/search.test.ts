import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type FakeHouston, type FakeHoustonOptions, startFakeHouston } from '../src/testing/index.ts'
import { ask, codes, rowsOf } from './ask.ts'

let fake: FakeHouston

const start = async (options?: FakeHoustonOptions): Promise<FakeHouston> => {
  fake = await startFakeHouston(options)
  return fake
}
afterEach(() => fake.close())

describe('a search', () => {
  beforeEach(() =>
    start({
      release: '0.16.6',
      seed: {
        workspaces: ['W'],
        users: ['ada@b.c', { emails: ['Bob@B.c', 'bob2@b.c'], fullName: 'Bob Ada' }, 'cy.ada@b.c'],
        invites: [{ email: 'ba@x.io' }, { email: 'a@x.io' }],
      },
    }),
  )

  it.each([
    ['{}', 3],
    ['{ email: "" }', 3],
    ['{ userUuid: "" }', 3],
    ['{ email: null }', 3],
    ['{ email: "ADA@b.c" }', 1],
    ['{ email: "bob2@b.c" }', 1],
    // An address that is stored with capitals is never found: the needle is lower-cased.
    ['{ email: "Bob@B.c" }', 0],
    ['{ email: " ada@b.c " }', 0],
    ['{ username: "ADA" }', 2],
    ['{ fullName: "Ada" }', 3],
    ['{ fullName: "ada" }', 0],
    ['{ username: "cy", fullName: "Bob" }', 1],
    ['{ email: "ada@b.c", username: "bob" }', 1],
  ])('for %s finds %i people', async (search, count) => {
    const answer = await ask(fake, `{ users(user: ${search}) { id } }`)
    expect(rowsOf(answer, 'users').length).toBe(count)
  })

  it.each([
    ['{ email: "a@x.io" }', 2],
    ['{ email: "BA@" }', 1],
    ['{ email: "" }', 2],
    ['{ inviteUuid: "nope" }', 0],
  ])('for %s finds %i invites', async (search, count) => {
    const answer = await ask(fake, `{ invites(invite: ${search}) { id } }`)
    expect(rowsOf(answer, 'invites').length).toBe(count)
  })

  it('for one of a workspace fails for none and for several', async () => {
    const id = fake.state.workspaces[0]?.id
    const one = (search: string) => ask(fake, `{ workspaceUser(workspaceUuid: "${id}", user: ${search}) { username } }`)
    expect((await one('{ email: "ada@b.c" }')).data).toEqual({ workspaceUser: { username: 'ada@b.c' } })
    expect(codes(await one('{ email: "x@b.c" }'))).toEqual(['RESOURCE_NOT_FOUND'])
    expect(codes(await one('{ username: "ada" }'))).toEqual(['INTERNAL_SERVER_ERROR'])
  })
})
