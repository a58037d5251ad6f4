import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bodySecret, each, email, mockedAll, mockOnly, outcome, token } from './harness.ts'
import { failed, internal, invalid, one, type Row, row } from './rows.ts'
import { scripted } from './scripted.ts'

beforeEach(mockOnly)
afterEach(mockedAll)

const forbidden = 'You do not have the appropriate permissions for that'
const lastAdmin = 'There are no other system administrators. Please assign another before removing yourself.'
const stranger = 'This user does not belong to the workspace. Please add the user to the workspace and try again'
const noNode = `No Node for the model User with value ${email} for id found.`

const sentences: readonly (readonly [text: string, code: string])[] = [
  ['Email address in use', 'DUPLICATE_EMAIL'],
  ['User already invited', 'USER_ALREADY_INVITED'],
  ['The requested resource was not found', 'RESOURCE_NOT_FOUND'],
  ['The requested resource was not found', 'WORKSPACE_NOT_FOUND'],
  ['This email is not associated with the specified invite token', 'INVITE_EMAIL_NOT_MATCH'],
  ['Your account is awaiting email confirmation', 'ACCOUNT_NOT_CONFIRMED'],
  ['invalid workspace role', 'BAD_USER_INPUT'],
  ['Invalid role', 'BAD_USER_INPUT'],
  ['The role binding does not exist for this user', 'BAD_USER_INPUT'],
  ['Invite token not found', 'BAD_USER_INPUT'],
  ['The last user of an active workspace cannot be removed', 'BAD_USER_INPUT'],
  ['The last user of an active deployment cannot be removed', 'BAD_USER_INPUT'],
]

const codes = ['UNAUTHENTICATED', 'PUBLIC_SIGNUPS_DISABLED', 'BAD_USER_INPUT', 'GRAPHQL_PARSE_FAILED']

const refusals: readonly Row[] = [
  ...sentences.map(([text, code]) =>
    row(text, 'both', failed(text, code), `rejected, none, ${code}: ${text} (${code})`),
  ),
  ...codes.map((code) =>
    row(
      `${code} with a value`,
      'both',
      failed(email, code),
      `rejected, none, ${code}: the server answered with an error (${code})`,
    ),
  ),
  row(
    'the last admin',
    'both',
    failed(lastAdmin, internal),
    `rejected, none, NO_SYSTEM_ADMIN: ${lastAdmin} (NO_SYSTEM_ADMIN)`,
  ),
  row(
    'an unknown deployment',
    'both',
    failed('Invalid deployment', internal),
    'rejected, none, INVALID_DEPLOYMENT: Invalid deployment (INVALID_DEPLOYMENT)',
  ),
  row(
    'a role on a deployment for who is not in its workspace',
    'both',
    failed(stranger, internal),
    `rejected, none, NOT_IN_WORKSPACE: ${stranger} (NOT_IN_WORKSPACE)`,
  ),
  row(
    'a second binding',
    'both',
    failed('A duplicate role binding already exists', 'BAD_USER_INPUT'),
    'rejected, none, DUPLICATE_ROLE_BINDING: A duplicate role binding already exists (DUPLICATE_ROLE_BINDING)',
  ),
  row(
    'a login that could not be renewed',
    'both',
    failed('AUTH_TOKEN_REFRESH_FAILED', internal),
    'rejected, none, UNAUTHENTICATED: the sign-in behind the token could not be renewed (AUTH_TOKEN_REFRESH_FAILED); get a new one at https://app.example.com/token',
  ),
  row(
    'two refusals',
    'both',
    { errors: [one('Invalid role', 'BAD_USER_INPUT'), one(forbidden, 'FORBIDDEN')], data: null },
    'rejected, none, BAD_USER_INPUT: Invalid role (BAD_USER_INPUT)',
  ),
]

const untold = 'the server answered with an error'

const unknown: readonly Row[] = [
  row(
    'a database error with a value',
    'once',
    failed(noNode, internal),
    `protocol, unknown, ${internal}: ${untold} (${internal})`,
  ),
  row(
    'a database error of a read',
    'read',
    failed(noNode, internal),
    `protocol, none, ${internal}: ${untold} (${internal})`,
  ),
  row(
    'a refusal beside an error of unknown end',
    'once',
    { errors: [one(forbidden, 'FORBIDDEN'), one('boom', internal)], data: { inviteUser: null } },
    `protocol, unknown, FORBIDDEN: ${forbidden} (FORBIDDEN)`,
  ),
  row('an error without a code', 'once', failed(`boom ${email}`), `protocol, unknown, -: ${untold}`),
  row('a code that is none', 'once', failed('boom', `X ${token}`), `protocol, unknown, -: ${untold}`),
  row('a code in small letters', 'once', failed('boom', 'Forbidden'), `protocol, unknown, -: ${untold}`),
  row('a code with something behind it', 'once', failed('boom', 'FORBIDDEN x'), `protocol, unknown, -: ${untold}`),
  row('a code of two letters', 'once', failed('boom', 'AB'), `protocol, unknown, -: ${untold}`),
  row('a code that begins otherwise', 'once', failed('boom', '5FORBIDDEN'), `protocol, unknown, -: ${untold}`),
  row(
    'a new code',
    'once',
    failed('boom', 'QUOTA_EXCEEDED'),
    `protocol, unknown, QUOTA_EXCEEDED: ${untold} (QUOTA_EXCEEDED)`,
  ),
  row('a code that is a number', 'once', { errors: [one('boom', 5)], data: null }, `protocol, unknown, -: ${untold}`),
  row('an error that is a text', 'once', { errors: [bodySecret], data: null }, `protocol, unknown, -: ${untold}`),
  row('an error that is null', 'once', { errors: [null], data: null }, `protocol, unknown, -: ${untold}`),
  row('a text that is a number', 'once', { errors: [one(5)], data: null }, `protocol, unknown, -: ${untold}`),
  row(
    'data and errors together',
    'once',
    { errors: [one('Email address in use', 'DUPLICATE_EMAIL')], data: { inviteUser: { id: 'x' } } },
    'protocol, unknown, DUPLICATE_EMAIL: data and errors together (DUPLICATE_EMAIL)',
  ),
  row(
    'data and an error without a code',
    'once',
    { errors: [one('boom')], data: { other: null, inviteUser: { id: 'x' } } },
    'protocol, unknown, -: data and errors together',
  ),
  row(
    'a variable of the wrong type, but not with HTTP 400',
    'once',
    invalid(`Variable "$email" got invalid value "${email}"; Expected type Role.`, internal),
    `protocol, unknown, ${internal}: ${untold} (${internal})`,
  ),
]

describe('what the server refuses in its own words has done nothing', () => {
  it.each(each(refusals))('$title ($of)', async ({ of, body, told }) => expect(await outcome(of, 200, body)).toBe(told))
})

describe('an error that does not say how a change ended leaves it unknown', () => {
  it.each(each(unknown))('$title ($of)', async ({ of, body, told }) => expect(await outcome(of, 200, body)).toBe(told))

  const no = { message: forbidden, extensions: { code: 'FORBIDDEN' } }
  const open = { kind: 'protocol', effect: 'unknown', code: 'FORBIDDEN' }
  const both = 'mutation Both { a: verifyEmail(email: "a") b: verifyEmail(email: "b") }'

  it.each<[string, object]>([
    ['a field below it that is refused: it ran', { errors: [{ ...no, path: ['a', 'label'] }], data: { a: null } }],
    [
      'one of two that is refused: null may be its answer',
      { errors: [{ ...no, path: ['b'] }], data: { a: null, b: null } },
    ],
    ['one of two that may not be null', { errors: [{ ...no, path: ['b'] }], data: null }],
  ])('so does %s', async (_, answer) => {
    const { houston, asked } = scripted(() => answer)
    await expect(houston.execute(both, {})).rejects.toMatchObject(open)
    expect(asked()).toEqual(['Both'])
  })

  it.each<[string, object]>([
    ['for each of two', { errors: [no, no], data: { a: null, b: null } }],
    ['before anything ran', { errors: [no] }],
  ])('but not a refusal %s', async (_, answer) => {
    const { houston } = scripted(({ operation }) => (operation === 'Both' ? answer : { data: {} }))
    await expect(houston.execute(both, {})).rejects.toMatchObject({ kind: 'rejected', effect: 'none' })
  })

  it('so does HTTP 400 with data: a resolver ran', async () => {
    const told = `protocol, unknown, ${internal}: ${untold} (${internal})`
    expect(await outcome('once', 400, failed('boom', internal))).toBe(told)
  })

  it('so does a GraphQL error with HTTP 500', async () => {
    const told = `protocol, unknown, ${internal}: ${untold} (${internal})`
    expect(await outcome('once', 500, { errors: [one('boom', internal)] })).toBe(told)
  })
})
