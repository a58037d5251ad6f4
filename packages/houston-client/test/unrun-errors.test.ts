import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bodySecret, each, email, mockedAll, mockOnly, outcome } from './harness.ts'
import { failed, internal, invalid, one, type Row, row } from './rows.ts'

beforeEach(mockOnly)
afterEach(mockedAll)

const invalidCode = 'GRAPHQL_VALIDATION_FAILED'
const lacks = (name: string, code = invalidCode): string =>
  `unsupported, none, ${code}: this server does not know ${name}`
const value = (name: string): string =>
  `Variable "$user" got invalid value {"x":"${email}"}; Field "${name}" is not defined by type`

const unrun: readonly Row[] = [
  row(
    'a field',
    'once',
    invalid('Cannot query field "inviteUser" on type "Mutation". Did you mean "x"?'),
    lacks('inviteUser'),
  ),
  row(
    'an argument',
    'once',
    invalid('Unknown argument "email" on field "inviteUser" of type "Mutation".'),
    lacks('email'),
  ),
  row(
    'an argument, in newer words',
    'once',
    invalid('Unknown argument "email" on field "Mutation.inviteUser".'),
    lacks('email'),
  ),
  row('a type', 'read', invalid('Unknown type "UserSearch". Did you mean "InviteSearch"?'), lacks('UserSearch')),
  row('an input field', 'read', invalid(`${value('user')} UserSearch.`, internal), lacks('user', internal)),
  row(
    'an input field, in newer words',
    'read',
    invalid(`${value('user')} "UserSearch". Did you mean "u"?`),
    lacks('user'),
  ),
  row(
    'an input field of a literal',
    'read',
    invalid('Field "user" is not defined by type "UserSearch".'),
    lacks('user'),
  ),
  row(
    'an input field of a literal, in older words',
    'read',
    invalid('Field "user" is not defined by type UserSearch.'),
    lacks('user'),
  ),
  row(
    'a name that is not in the document',
    'both',
    invalid(`Cannot query field "${bodySecret}" on type "Query".`),
    lacks('a name of this request'),
  ),
  row(
    'a name that is part of another',
    'once',
    invalid('Cannot query field "inviteUse" on type "Mutation".'),
    lacks('a name of this request'),
  ),
  row(
    'an unknown name beside another error',
    'once',
    {
      errors: [
        one('Field "inviteUser" argument "x" is required.', invalidCode),
        one('Unknown argument "email" on field "x".', invalidCode),
      ],
    },
    lacks('email'),
  ),
]

const untaken = 'the server does not take this request'

const refused: readonly Row[] = [
  row(
    'a variable of the wrong type',
    'both',
    invalid(`Variable "$email" got invalid value "${email}"; Expected type Role.`, internal),
    `rejected, none, ${internal}: ${untaken} (${internal})`,
  ),
  row(
    'a text that ends like one of an unknown field',
    'both',
    invalid('Variable "$a" got invalid value "; Field "email" is not defined by type X."; Expected type Y.', internal),
    `rejected, none, ${internal}: ${untaken} (${internal})`,
  ),
  row(
    'a text that holds one of an unknown argument',
    'once',
    invalid('X Unknown argument "email" on field "x". Unknown type "email".'),
    `rejected, none, ${invalidCode}: ${untaken} (${invalidCode})`,
  ),
  row('no code', 'both', { errors: [{ message: email }] }, `rejected, none, -: ${untaken}`),
  row(
    'data that is null',
    'once',
    { errors: [one('boom', internal)], data: null },
    `rejected, none, ${internal}: ${untaken} (${internal})`,
  ),
]

describe('what a release does not know has not run', () => {
  it.each(each(unrun))('$title ($of)', async ({ of, body, told }) => {
    expect(await outcome(of, 400, body)).toBe(told)
  })

  it('even if the answer has status 200', async () => {
    expect(await outcome('once', 200, invalid('Cannot query field "inviteUser" on type "Mutation".'))).toBe(
      lacks('inviteUser'),
    )
  })

  it('but a known text in an answer with data proves nothing', async () => {
    const body = failed('Cannot query field "inviteUser" on type "Mutation".', internal)
    expect(await outcome('once', 200, body)).toBe(
      `protocol, unknown, ${internal}: the server answered with an error (${internal})`,
    )
  })
})

describe('a request that the server does not take has not run', () => {
  it.each(each(refused))('$title ($of)', async ({ of, body, told }) => {
    expect(await outcome(of, 400, body)).toBe(told)
  })

  it.each(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'])('%s, whatever the status', async (code) => {
    expect(await outcome('once', 200, invalid(`Syntax Error: found "${email}"`, code))).toBe(
      `rejected, none, ${code}: ${untaken} (${code})`,
    )
  })
})
