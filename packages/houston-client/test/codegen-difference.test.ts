import { readdirSync, readFileSync } from 'node:fs'
import { buildSchema, parse } from 'graphql'
import { describe, expect, it } from 'vitest'
import { differenceOf, forms } from '../codegen/difference.ts'
import { report } from '../codegen/report.ts'

const ours = `
  scalar Uuid
  enum Role { ADMIN VIEWER }
  input Search { email: String, inner: Inner }
  input Inner { role: Role }
  type User { id: String!, name: String, since: Uuid, roles: [Role], teams: [Team!] }
  type Team { id: String! }
  type Unasked { id: String }
  type Query { users(search: Search, email: String): [User], unasked: Unasked }
  type Mutation { removeUser(userUuid: Uuid, id: Uuid): User }
`
const documents = `
  query Find($search: Search) { users(search: $search) { ...Core } }
  fragment Core on User { id name since roles }
  mutation RemoveUserByUuid($userUuid: Uuid!) { removeUser(userUuid: $userUuid) { id } }
  mutation RemoveUserById($id: Uuid!) { removeUser(id: $id) { id } }
`
const compared = (change: (sdl: string) => string): ReturnType<typeof differenceOf> =>
  differenceOf(buildSchema(ours), buildSchema(change(ours)), parse(documents))

describe('the difference of two schemas', () => {
  it('of the same is none', () => {
    const none = { operations: 3, misunderstood: [], ours: [], theirs: [], types: [], complete: true }
    expect(compared((sdl) => sdl)).toEqual(none)
  })

  it.each([
    ['a type, without its parts', 'type Unasked { id: String }', '', ', unasked: Unasked', '', 'Unasked Query.unasked'],
    ['a field, without its arguments', 'removeUser(userUuid: Uuid, id: Uuid)', 'other', '', '', 'Mutation.removeUser'],
    ['an argument', ', email: String)', ')', '', '', 'Query.users(email:)'],
    ['a field of an input', 'email: String, inner', 'inner', '', '', 'Search.email'],
    ['a value of an enum', 'ADMIN VIEWER', 'ADMIN', '', '', 'Role.VIEWER'],
  ])('tells what theirs lacks: %s', (_, from, to, too, into, expected) => {
    const { ours: lacking } = compared((sdl) => sdl.replace(from, to).replace(too, into))
    expect(lacking.join(' ')).toBe(expected)
  })

  it.each([
    ['a field', 'name: String', 'name: String, status: String', 'User.status'],
    ['an argument', 'search: Search,', 'search: Search, after: Int,', 'Query.users(after:)'],
    ['a field of a variable', 'inner: Inner', 'inner: Inner, id: Uuid', 'Search.id'],
    ['a field inside of one', 'role: Role }', 'role: Role, team: Uuid }', 'Inner.team'],
    ['a value of an enum', 'ADMIN VIEWER', 'ADMIN VIEWER ROOT', 'Role.ROOT'],
    ['nothing of a type that we do not ask', 'type Unasked { id: String', 'type Unasked { id: String, a: Int', ''],
    ['nothing of what we might ask besides', 'unasked: Unasked', 'unasked: Unasked, more: Int', ''],
  ])('tells what ours lacks of what our operations use: %s', (_, from, to, expected) => {
    const difference = compared((sdl) => sdl.replace(from, to))
    expect(difference.theirs.join(' ')).toBe(expected)
    expect(difference.complete).toBe(true)
  })

  it.each([
    ['a null where ours has none', 'id: String!, name', 'id: String, name', 'User.id: String!, here String'],
    ['one where ours has many', '[User]', 'User', 'Query.users: [User], here User'],
    ['many where ours has one', 'name: String', 'name: [String]', 'User.name: String, here [String]'],
    ['a number for a text', 'name: String', 'name: Int', 'User.name: String, here Int'],
    ['less null than ours', 'roles: [Role]', 'roles: [Role!]!', ''],
    ['one text for another', 'since: Uuid', 'since: ID', ''],
    ['an enum for a text', 'name: String', 'name: Role', ''],
    ['what no operation asks for', 'teams: [Team!]', 'teams: Int', ''],
  ])('judges an answer: %s', (_, from, to, expected) => {
    const { types, complete } = compared((sdl) => sdl.replace(from, to))
    expect(types.map((one) => `${one.field}: ${one.ours}, here ${one.theirs}`).join()).toBe(expected)
    expect(complete).toBe(expected === '')
  })

  it('is bearable where another form of a call is understood', () => {
    const { misunderstood, complete } = compared((sdl) => sdl.replace(', id: Uuid)', ')'))
    const why = expect.stringMatching(/^Unknown argument "id"/) as string
    expect(misunderstood).toEqual([{ operation: 'RemoveUserById', why, instead: 'RemoveUserByUuid' }])
    expect(complete).toBe(true)
  })

  it('is not, where no form is', () => {
    const { misunderstood, complete } = compared((sdl) => sdl.replace('userUuid: Uuid, id: Uuid', 'uuid: Uuid'))
    expect(misunderstood.map(({ operation, instead }) => [operation, instead])).toEqual([
      ['RemoveUserByUuid', undefined],
      ['RemoveUserById', undefined],
    ])
    expect(complete).toBe(false)
  })

  it('is told in words', () => {
    const text = report(
      compared((sdl) =>
        sdl
          .replace(', id: Uuid)', ')')
          .replace('name: String', 'name: Int, age: Int, status: String')
          .replace('(search: Search, ', '(after: Int, ')
          .replace('type Unasked { id: String }', '')
          .replace(', unasked: Unasked', ''),
      ),
    )
    expect(text).toMatchInlineSnapshot(`
      "1 of our 3 operations are understood.

      Not understood, and done by another form:
        RemoveUserById  → RemoveUserByUuid

      Not understood, and without another form:
        Find  Unknown argument "search" on field "Query.users".

      Answered otherwise than typed:
        User.name  String, here Int

      In our schema, not in this one:
        Unasked
        Query.users          search:
        Query                unasked
        Mutation.removeUser  id:

      In this schema, not in ours, on what our operations use:
        User         age status
        Query.users  after:

      This server lacks some of what the client can do.
      "
    `)
  })
})

describe('the forms of a call', () => {
  it('are operations of ours', () => {
    const folder = new URL('../operations/', import.meta.url)
    const text = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))
    const names = [...text.join('\n').matchAll(/^(?:query|mutation) (\w+)/gm)].map(([, name]) => name)
    expect(names).toEqual(expect.arrayContaining(forms.flat()))
  })
})
