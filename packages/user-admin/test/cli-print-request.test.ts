import { readdir } from 'node:fs/promises'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import { printedText, printing } from '../src/cli/print-request.ts'
import { startScene } from './cli-scene.ts'

const houston = 'https://houston.example.com/v1'
const graphql = (query: string, variables: object = {}): RequestInit => ({
  method: 'POST',
  headers: { authorization: 'secret-token', 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables, operationName: 'It' }),
})
/** What is asked for, and all of it that was really sent. */
const recorded = () => {
  const sent: string[] = []
  const { fetch: ask } = printing(async (_, init) => {
    sent.push(init?.method ?? 'GET')
    return Response.json({ data: {} })
  })
  return { sent, ask }
}

describe('printing requests', () => {
  it.each<[string, string, RequestInit]>([
    ['a mutation', houston, graphql('mutation It($a: Int) { removeUser(id: $a) { id } }')],
    ['a mutation behind a comment', houston, graphql('# query\nmutation It { removeUser { id } }')],
    [
      'a mutation behind a fragment',
      houston,
      graphql('fragment F on User { id }\nmutation It { removeUser { ...F } }'),
    ],
    ['a mutation behind a query', houston, graphql('query A { self }\nmutation It { removeUser { id } }')],
    ['a document that is none', houston, graphql('')],
    ['a removal', 'https://us1.alteryxcloud.com/v4/people/1', { method: 'DELETE' }],
    ['a transfer', 'https://us1.alteryxcloud.com/v4/transfer', { method: 'PATCH', body: '{}' }],
    ['a batch that is sent as text', 'https://us1.alteryxcloud.com/v4/people/batch', { method: 'POST', body: 'x' }],
  ])('never sends %s', async (_name, url, init) => {
    const { sent, ask } = recorded()
    expect((await ask(url, init)).ok).toBe(true)
    expect(sent).toEqual([])
  })

  it.each<[string, string, RequestInit]>([
    ['a query', houston, graphql('query It { self { user { id } } }')],
    ['a query without a word', houston, graphql('{ self { user { id } } }')],
    ['a read', 'https://us1.alteryxcloud.com/v4/people/1', { method: 'GET' }],
  ])('sends %s', async (_name, url, init) => {
    const { sent, ask } = recorded()
    await ask(url, init)
    expect(sent).toHaveLength(1)
  })

  it('sends an exchange of tokens, and never prints it', async () => {
    const sent: unknown[] = []
    const printed = printing(async (_, init) => {
      sent.push(init?.body)
      return new Response('{}')
    })
    const body = 'grant_type=refresh_token&refresh_token=one-use'
    await printed.fetch('https://pingauth.alteryxcloud.com/as/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    })
    expect([sent, printed.requests]).toEqual([[body], []])
  })

  it('prints each request once, with a place for the token', async () => {
    const printed = printing(async () => new Response('{}'))
    const ask = graphql('mutation It($email: String!) { inviteUser(email: $email) { id } }', { email: "o'neil@x.org" })
    await printed.fetch(houston, ask)
    await printed.fetch(houston, ask)
    expect(printed.requests).toMatchObject([{ changes: true, operation: 'It', variables: { email: "o'neil@x.org" } }])
    const text = printedText(printed.requests)
    expect(text).toContain(`-H "authorization: $TOKEN"`)
    expect(text).toContain(`o'\\''neil@x.org`)
    expect(text).not.toContain('secret-token')
  })
})

const admin = (username: string): object => ({
  username,
  roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'Class 1' }],
})

describe('--print-request', () => {
  it('prints what members would send, as data for programs and as text for people', async () => {
    await using aac = await startFakeAac({ seed: { people: 3 } })
    await using fake = await startFakeHouston({ seed: { workspaces: ['Class 1'], users: 3 } })
    await using scene = await startScene()
    await scene.configure({
      targets: { spring: await scene.aac(aac), w: await scene.houston(fake, { workspace: 'Class 1' }) },
    })
    const { code, json, stdout } = await scene.run(['members', '--print-request', '--json'])
    expect([code, json.ok, json.data]).toEqual([0, true, undefined])
    expect(json.requests).toContainEqual(
      expect.objectContaining({ changes: false, operation: 'WorkspaceMembersPage', method: 'POST' }),
    )
    expect(json.requests?.some(({ curl }) => curl.startsWith("curl -X GET 'http://127.0.0.1"))).toBe(true)
    expect(stdout).not.toContain(fake.token)
    const text = await scene.run(['members', '--print-request', '--target', 'w'])
    expect(text.stdout).toContain('query WorkspaceMembersPage(')
    expect(text.stdout).toContain('authorization: $TOKEN')
  })

  const class1 = { workspaces: ['Class 1'], users: [admin('me@example.edu'), admin('bo@example.org')] }
  it.each<[string, readonly string[], readonly (readonly [string, object])[]]>([
    [
      'invite',
      ['new@example.org', '--role', 'WORKSPACE_EDITOR'],
      [['AddWorkspaceUser', { email: 'new@example.org', role: 'WORKSPACE_EDITOR' }]],
    ],
    [
      'set-roles',
      ['bo@example.org', '--role', 'WORKSPACE_VIEWER'],
      [['UpsertWorkspaceRole', { email: 'bo@example.org', role: 'WORKSPACE_VIEWER' }]],
    ],
    ['remove', ['bo@example.org'], [['RemoveWorkspaceUser', {}]]],
    ['get', ['bo@example.org'], []],
  ])('of Houston prints the document and variables of %s, and changes nothing', async (command, words, changes) => {
    await using fake = await startFakeHouston({ seed: class1 })
    await using scene = await startScene()
    await scene.configure({ targets: { w: await scene.houston(fake, { workspace: 'Class 1' }) } })
    const { code, json, stdout } = await scene.run([command, ...words, '--print-request', '--json'])
    expect([code, json.data]).toEqual([0, undefined])
    const requests = json.requests ?? []
    expect(
      requests.filter((one) => one.changes).map(({ operation, variables }) => [operation, variables]),
    ).toMatchObject(changes)
    expect(requests.length).toBeGreaterThan(changes.length)
    expect([fake.ledger.entries, stdout.includes(fake.token)]).toEqual([[], false])
    expect(await readdir(scene.folder)).toEqual(['creds', 'user-admin.yaml'])
  })

  it.each<[string, readonly string[], readonly string[]]>([
    ['invite', ['new@example.org'], ['POST people/batch']],
    ['suspend', ['bo@example.org'], ['POST people/suspend']],
    [
      'remove',
      ['bo@example.org', '--transfer-to', 'me@example.edu'],
      ['PATCH transfer', expect.stringMatching(/^DELETE people\/\d+$/) as string],
    ],
  ])('of AAC prints a line of curl for each step of %s, and changes nothing', async (command, words, changes) => {
    await using fake = await startFakeAac({ seed: { people: ['me@example.edu', 'bo@example.org', 'cy@example.org'] } })
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    const { code, json, stdout } = await scene.run([command, ...words, '--print-request', '--json'])
    expect(code).toBe(0)
    const sent = (json.requests ?? []).filter((one) => one.changes)
    expect(sent.map(({ method, url }) => `${method} ${url.replace(/^.*\/workspaces\/\d+\//, '')}`)).toEqual(changes)
    for (const { curl } of sent) expect(curl).toContain('-H "authorization: Bearer $TOKEN"')
    expect([fake.ledger.entries, stdout.includes('eyJ')]).toEqual([[], false])
  })

  it('is an option of commands about people only', async () => {
    await using scene = await startScene()
    const { code, stderr } = await scene.run(['init', '--print-request'])
    expect([code, stderr]).toEqual([2, expect.stringContaining("Unknown option '--print-request'")])
  })
})
