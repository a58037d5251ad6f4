import { readdirSync, readFileSync } from 'node:fs'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, it } from 'vitest'
import { outline } from '../src/document.ts'
import * as api from '../src/index.ts'
import { HoustonClient, type TypedDocument, TypedDocumentString } from '../src/index.ts'
import { profileOf } from '../src/testing/profiles.ts'
import { schemaOf } from '../src/testing/schema.ts'

const releases = ['0.13.1', '0.14.2', '0.15.0', '0.16.6', '0.25.10', '0.28.0', '0.34.0', '0.37.5', '1.1.0', '2.0.0']
const documents = Object.values(api).filter((one) => one instanceof TypedDocumentString)

const before =
  (...wanted: readonly [number, number, number]) =>
  (release: string): boolean => {
    const have = release.split('.').map(Number)
    const at = wanted.findIndex((part, index) => part !== have[index])
    return at !== -1 && (have[at] ?? 0) < (wanted[at] ?? 0)
  }
const searching = (release: string): boolean => !before(0, 14, 2)(release) && release !== '0.15.0'
const flat = (release: string): boolean => !searching(release)
const paged = (release: string): boolean => !before(0, 30, 0)(release)

/** What an older or newer release does not have. */
const lacking: Readonly<Record<string, (release: string) => boolean>> = {
  FindUsers: flat,
  FindUsersFlat: searching,
  ListInvitesFlat: searching,
  ListWorkspaceInvitesFlat: searching,
  WorkspaceMemberFlat: searching,
  WorkspaceMembersFlat: searching,
  ListInvites: flat,
  ListWorkspaceInvites: flat,
  WorkspaceById: flat,
  WorkspaceMember: flat,
  WorkspaceMembers: flat,
  AllWorkspaces: before(0, 30, 0),
  WorkspacesPage: before(0, 30, 0),
  WorkspaceMembersPage: before(0, 30, 0),
  UpsertWorkspaceRole: before(0, 30, 0),
  UpdateWorkspaceRole: paged,
  DeleteWorkspaceInvite: before(0, 21, 0),
  AddWorkspaceUserWithRoles: before(0, 21, 0),
  AddWorkspaceUserSilently: before(0, 25, 3),
  // `workspace` came with 0.14.2, its `deployments` with 0.16.0.
  DeploymentsOfWorkspace: before(0, 16, 0),
  DeploymentMembers: before(0, 21, 0),
  AddDeploymentRole: before(0, 21, 0),
  UpdateDeploymentRole: before(0, 21, 0),
  RemoveDeploymentRole: before(0, 21, 0),
  ListTeams: before(0, 28, 0),
  WorkspaceTeams: before(0, 28, 0),
  CreateTeam: before(0, 35, 0),
  UpdateTeam: before(0, 35, 0),
  GrantTeamSystemRole: before(0, 29, 2),
  RevokeTeamSystemRole: before(0, 29, 2),
  ListIdpTeams: before(0, 28, 0),
  WorkspaceIdpTeams: before(0, 28, 0),
  DeploymentTeams: before(0, 28, 0),
  Team: before(0, 28, 0),
  TeamMembers: before(0, 28, 0),
  AddWorkspaceTeam: before(0, 28, 0),
  UpdateWorkspaceTeamRole: before(0, 28, 0),
  RemoveWorkspaceTeam: before(0, 28, 0),
  AddDeploymentTeamRole: before(0, 28, 0),
  UpdateDeploymentTeamRole: before(0, 28, 0),
  RemoveDeploymentTeamRole: before(0, 28, 0),
  RemoveTeam: before(0, 28, 0),
  RemoveUserById: () => true,
}

describe('the documents', () => {
  it('are all those of the folder', () => {
    const folder = new URL('../operations/', import.meta.url)
    const text = readdirSync(folder)
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n')
    const names = [...text.matchAll(/^(?:query|mutation) (\w+)/gm)].map((match) => match[1])
    expect(documents.map((one) => outline(one).operation)).toEqual(expect.arrayContaining(names))
    expect(documents.length).toBe(names.length)
  })

  it('are valid against the schema that they are generated from', () => {
    const schema = buildSchema(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'))
    for (const one of documents) expect(validate(schema, parse(one.toString()))).toEqual([])
  })

  describe.each(releases)('of a client of %s', (release) => {
    const schema = buildSchema(schemaOf(profileOf(release)))

    it.each(documents.map((one) => [outline(one).operation, one.toString()]))('%s', (name, text) => {
      const errors = validate(schema, parse(text)).map((error) => error.message)
      if (lacking[name]?.(release) === true)
        expect(errors.join()).toMatch(/(?:Cannot query field|Unknown argument|Unknown type)/)
      else expect(errors).toEqual([])
    })
  })

  it.each(releases)('remove a user by id on a %s that wants it', (release) => {
    const schema = buildSchema(schemaOf(profileOf(release, { removeUserArgument: 'id' })))
    expect(validate(schema, parse('mutation RemoveUserById { removeUser(id: "ck1") { id } }'))).toEqual([])
    expect(validate(schema, parse(api.RemoveUserByUuidDocument.toString()))).not.toEqual([])
  })
})

describe('the outline of a document', () => {
  it.each([
    ['{ users { id } }', 'anonymous', 'read', ['users']],
    ['query { users { id } }', 'anonymous', 'read', ['users']],
    ['query A { users { id } }', 'A', 'read', ['users']],
    ['query($a: [Int!] = [1]) { users(x: $a) { id } b }', 'anonymous', 'read', ['users', 'b']],
    ['mutation A($u: UserSearch = { email: "}" }) { a: removeUser(x: "{") { id } b: c }', 'A', 'once', ['a', 'b']],
    ['# mutation { x }\nquery A { # }\n users }', 'A', 'read', ['users']],
    ['query A { a @include(if: $x) b @skip(if: true) { c } d }', 'A', 'read', ['d']],
    ['query A { ...F ... on Query { x } ... { y } ... @include(if: true) { z } a }', 'A', 'read', ['a']],
    ['fragment F on Query { x { y } } mutation A { a(x: """ } " { """) }', 'A', 'once', ['a']],
    ['query A { a } fragment F on Query { x }', 'A', 'read', ['a']],
    ['query A { a a b: a b: a }', 'A', 'read', ['a', 'b']],
    ['query mutation { mutation }', 'mutation', 'read', ['mutation']],
    ['query A @live { a(x: "\\"}") }', 'A', 'read', ['a']],
  ])('%s', (text, operation, effect, roots) => {
    expect(outline(text)).toEqual({ operation, effect, roots })
  })

  it.each([
    '',
    'users',
    '{',
    'query A { a',
    'query A($x: Int { a }',
    'query A { a } query B { b }',
    'subscription { a }',
    'fragment F on X { a }',
    '[object Object]',
    'type X { a: Int }',
  ])('of what is not one query or mutation is an error: %s', async (text) => {
    const call = new HoustonClient({ url: 'https://houston.example.com', token: 'x' }).execute(text, {})
    await expect(call).rejects.toMatchObject({
      kind: 'rejected',
      effect: 'none',
      code: 'BAD_DOCUMENT',
      operation: 'anonymous',
      message:
        'anonymous: a document must be the text of exactly one query or mutation (with codegen: documentMode: string)',
    })
  })

  it('is read once for a document that stays', () => {
    let reads = 0
    const document: TypedDocument<unknown, object> = {
      toString: () => {
        reads += 1
        return '{ a }'
      },
    }
    expect(outline(document)).toBe(outline(document))
    expect(reads).toBe(1)
  })
})
