import { AacClient } from '@user-admin/aac-client'
import {
  type AacSeed,
  type FakeAac,
  type FakeAacOptions,
  type SeedGroup,
  type SeedPerson,
  type SeedRole,
  startFakeAac,
} from '@user-admin/aac-client/testing'
import { aacWorkspace } from '../src/aac/workspace.ts'
import type { Member, UserReader } from '../src/user-admin.ts'

/** A workspace with roles 1 (administrator), 2 (Viewer) and 3 (Full User), and the paths that its client asks for. */
export interface AacWorld {
  readonly fake: FakeAac
  readonly admin: Awaited<ReturnType<typeof aacWorkspace>>
  /** `GET /iam/v1/workspaces/41001/people` and so on, oldest first. */
  readonly asked: string[]
  /** From now on requests whose path ends so get this answer in place of the fake's. */
  readonly answer: (path: string, json: unknown) => void
}

const roles: readonly SeedRole[] = [
  { policyId: 1, tag: 'workspace_admin' },
  { policyId: 2, name: 'Viewer' },
  { policyId: 3, name: 'Full User' },
]

const me = { email: 'me@example.edu', isAdmin: true, roles: [] }

/** Opens the first workspace of a fake; `me@example.edu` calls and administers it. */
export async function aacWorld(
  { seed, ...options }: FakeAacOptions,
  about: { readonly scim?: boolean } = {},
): Promise<AacWorld> {
  const people = typeof seed?.people === 'object' ? seed.people : []
  const fake = await startFakeAac({ ...options, seed: { roles, ...seed, people: [me, ...people] } })
  const asked: string[] = []
  const answers = new Map<string, unknown>()
  const watched: typeof fetch = (input, init) => {
    const request = new Request(input, init)
    const { pathname } = new URL(request.url)
    asked.push(`${request.method} ${pathname}`)
    const [, json] = [...answers].find(([path]) => pathname.endsWith(path)) ?? []
    return json === undefined ? fake.fetch(request) : Promise.resolve(Response.json(json))
  }
  const client = new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: watched, retries: 0 })
  return {
    fake,
    admin: await aacWorkspace(client, undefined, about),
    asked,
    answer: (path, json) => void answers.set(path, json),
  }
}

/** Everybody of a scope, by address. */
export async function everybody(reader: UserReader): Promise<ReadonlyMap<string, Member>> {
  const found = new Map<string, Member>()
  for await (const member of reader.list()) found.set(member.email, member)
  return found
}

/** People of every status, and groups that are managed here. */
export const community: AacSeed & { readonly people: readonly SeedPerson[]; readonly groups: readonly SeedGroup[] } = {
  people: [
    { email: 'ana@example.edu', roles: [2] },
    { email: 'bo@example.edu', roles: [] },
    { email: 'cy@example.edu', roles: [3] },
    { email: 'di@example.edu', roles: [2], status: 'invited' },
    { email: 'em@example.edu', roles: [], status: 'invited' },
    { email: 'fay@example.edu', roles: [2], status: 'suspended' },
  ],
  groups: [
    { id: 9001, name: 'Makers', members: ['ana@example.edu', 'bo@example.edu'], roles: [2, 3] },
    { id: 9002, name: 'Deans', members: ['bo@example.edu'], roles: [1] },
    { id: 9003, name: 'Chess club', members: ['cy@example.edu'], roles: [] },
  ],
}

/** Said where the groups are not shown. */
export const notShown = 'This credential is not shown the groups, which may bring people back.'

/** Said where an identity provider fills the workspace. */
export const filled =
  'An identity provider fills this workspace (SCIM): whom it assigns here directly comes back at its next cycle.'
