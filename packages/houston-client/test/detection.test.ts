import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { detected, detection } from '../src/detection.ts'
import { outline } from '../src/document.ts'
import { features } from '../src/features.ts'
import { olderWording } from '../src/testing/wording.ts'

const empty = buildSchema('type Query { self: Int } type Mutation { x: Int }')
const whole = buildSchema(`
  enum Role { WORKSPACE_VIEWER DEPLOYMENT_VIEWER }
  input UserSearch { email: String }
  input DeploymentRoles { deploymentId: String }
  type AppConfig { version: String }
  type Row { id: ID }
  type Team { id: ID provider: String }
  type Teams { teams: [Team] }
  type Query {
    appConfig: AppConfig
    users(user: UserSearch): [Row]
    sysWorkspaces: [Row]
    paginatedWorkspaceUsers(workspaceUuid: ID!, cursor: ID, take: Int): [Row]
    deploymentUsers(deploymentId: ID!): [Row]
    paginatedTeams(take: Int): Teams
    teamUsers(teamUuid: ID!): [Row]
    workspaceTeams(workspaceUuid: ID!): [Team]
  }
  type Mutation {
    removeUser(userUuid: ID, id: ID): Row
    deleteInviteToken(inviteUuid: ID, workspaceUuid: ID): Row
    workspaceUpsertUserRole(workspaceUuid: ID!, email: String!, role: Role!): Role
    workspaceUpdateUserRole(workspaceUuid: ID!, email: String!, role: Role!): Role
    workspaceAddUser(
      workspaceUuid: ID
      email: String!
      role: Role! = WORKSPACE_VIEWER
      deploymentRoles: [DeploymentRoles]
      bypassInvite: Boolean
    ): Row
    deploymentAddUserRole(deploymentId: ID!, email: String!, role: Role!): Row
    createTeam(name: String!): Row
  }
`)

type Wording = (message: string, schema: GraphQLSchema) => string
const asIs: Wording = (message) => message

function refusal(schema: GraphQLSchema, wording: Wording = asIs): { readonly message: string }[] {
  return validate(schema, parse(detection)).map(({ message }) => ({ message: wording(message, schema) }))
}

const answer = (body: object, status = 400) => ({ status, headers: new Headers(), json: true, body })

describe('the one question', () => {
  it('is a query, to every reader of documents', () => {
    expect(outline(detection)).toMatchObject({ operation: 'HoustonRelease', effect: 'read' })
    expect(parse(detection).definitions.flatMap((one) => ('operation' in one ? [one.operation] : []))).toEqual([
      'query',
    ])
  })

  it('is run by no server, not even by one that knows all of it', () => {
    expect(refusal(whole).map(({ message }) => message)).toEqual([
      'Fragment "Queries" is never used.',
      'Fragment "Mutations" is never used.',
    ])
  })

  it('stays far below the hundred errors where a server stops reading', () => {
    expect(refusal(empty).length).toBeLessThan(30)
  })
})

describe.each([
  ['graphql-js 16', asIs],
  ['graphql-js 14', olderWording],
])('the refusal of a server on %s', (_, wording) => {
  it('that knows all says so', () => {
    const known = detected(answer({ errors: refusal(whole, wording) }))
    expect(known).toEqual(Object.fromEntries(features.map((feature) => [feature, true])))
  })

  it('that knows nothing says so', () => {
    const known = detected(answer({ errors: refusal(empty, wording) }))
    expect(known).toEqual(Object.fromEntries(features.map((feature) => [feature, false])))
  })

  it.each(features)('that does not know %s says that, and nothing else', (feature) => {
    const [, type, argument] = /^(\w+)[.(]?(\w+)?/.exec(feature) ?? []
    const text = printed(feature, type ?? '', argument)
    const known = detected(answer({ errors: refusal(buildSchema(text), wording) })) ?? {}
    const missing = features.filter((one) => known[one] === false)
    const hidden = feature === 'paginatedTeams' ? ['paginatedTeams', 'Team.provider'] : [feature]
    expect(missing.toSorted()).toEqual(hidden.toSorted())
  })
})

/** The whole schema without one feature. */
function printed(feature: string, field: string, argument: string | undefined): string {
  const lines = whole.getQueryType()?.astNode?.loc?.source.body.split('\n') ?? []
  if (feature === 'Team.provider') return lines.join('\n').replace(' provider: String', '')
  if (argument === undefined) return lines.filter((line) => !line.includes(` ${field}`)).join('\n')
  const one = new RegExp(`(${field}\\([^)]*?)\\b${argument}: (?:\\[\\w+\\]|\\w+),?`)
  return lines.join('\n').replace(one, '$1').replace(`${field}()`, field)
}

describe('an answer that is not that refusal says nothing', () => {
  const errors = refusal(empty)
  it.each<[string, object | undefined]>([
    ['no JSON', undefined],
    ['no errors', {}],
    ['errors that are no list', { errors: {} }],
    ['an answer with data', { errors, data: { appConfig: { version: '0.34.0' } } }],
    ['one word for all', { errors: [{ message: 'Validation failed' }] }],
    ['a refusal of one fragment only', { errors: errors.filter(({ message }) => !message.includes('Mutations')) }],
    ['a refusal of another one', { errors: [{ message: 'Fragment "Other" is never used.' }] }],
    ['errors that are none', { errors: [null, 'x', { message: 5 }] }],
    [
      'a list that was cut',
      { errors: [{ message: 'Too many validation errors, error limit reached. Validation aborted.' }] },
    ],
    ['a refusal of introspection', { errors: [{ message: 'GraphQL introspection is not allowed by Apollo Server' }] }],
  ])('%s', (_, body) => {
    expect(detected({ status: 400, headers: new Headers(), json: true, body })).toBeUndefined()
  })

  it('but data that is null is none', () => {
    expect(detected(answer({ errors: refusal(whole), data: null }))).toMatchObject({ sysWorkspaces: true })
  })

  it('and what stands beside it counts only as it is meant', () => {
    const beside = [
      ...refusal(whole),
      null,
      { message: 'Variable "$x" got: Cannot query field "sysWorkspaces" on type "Query".' },
      { message: 'Cannot query field "sysWorkspaces" on type "Other".' },
      { message: 'Variable "$x" got: Unknown argument "id" on field "removeUser" of type "Mutation".' },
      { message: 'Unknown argument "id" on field "other" of type "Mutation".' },
    ]
    expect(detected(answer({ errors: beside }))).toEqual(Object.fromEntries(features.map((feature) => [feature, true])))
  })
})
