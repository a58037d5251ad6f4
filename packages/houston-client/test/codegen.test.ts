import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSchema, introspectionFromSchema, lexicographicSortSchema, parse, printSchema, validate } from 'graphql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { survey } from '../codegen/survey.ts'
import { ListUsersDocument } from '../src/index.ts'
import { startFakeHouston } from '../src/testing/index.ts'

const main = fileURLToPath(new URL('../codegen/main.ts', import.meta.url))
const ourSchema = fileURLToPath(new URL('../schema.graphql', import.meta.url))
const nobody = 'nobody5ecret0123456789abcdefghij'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codegen-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs `pnpm codegen` as its user would, in an empty folder. */
function codegen(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<{ code: unknown; out: string; err: string }> {
  // A generator that knows itself tested says nothing.
  const { HOUSTON_URL: _url, HOUSTON_TOKEN: _token, HOUSTON_SCHEMA: _file, NODE_ENV: _test, ...outer } = process.env
  const options = { cwd: folder, env: { ...outer, NODE_OPTIONS: '', ...env } }
  return new Promise((resolve) => {
    execFile(process.execPath, ['--conditions=source', main, ...args], options, (error, out, err) => {
      resolve({ code: error?.code ?? 0, out, err })
    })
  })
}

/** The answer of a server that has this schema. */
const introspected = (sdl: string): { status: number; body: string } => ({
  status: 200,
  body: JSON.stringify({ data: introspectionFromSchema(buildSchema(sdl)) }),
})

describe('pnpm codegen', () => {
  it('generates from our own schema when no server is named', async () => {
    const { code, out } = await codegen({ HOUSTON_URL: '', HOUSTON_TOKEN: nobody }, ['--check'])
    expect(code).toBe(0)
    expect(out).toContain('Generate to packages/houston-client/src/generated.ts')
    expect(readdirSync(folder)).toEqual([])
  })

  it('writes the schema of a server beside us, and reports', async () => {
    await using fake = await startFakeHouston({ release: '0.37.5' })
    const ours = readFileSync(ourSchema, 'utf8')
    fake.fault({ on: 'IntrospectionQuery', give: introspected(ours) })
    const { code, out, err } = await codegen({ HOUSTON_URL: fake.url, HOUSTON_TOKEN: fake.token })
    expect([code, err]).toEqual([0, ''])
    const file = `houston-${new URL(fake.url).host.replace(':', '-')}.graphql`
    expect(out).toContain(`${fake.url}, Houston 0.37.5\nIts schema: ${file}\n`)
    expect(out).toMatch(/\nThis server understands all that the client needs\.\n$/)
    expect(readdirSync(folder)).toEqual([file])
    expect(readFileSync(ourSchema, 'utf8')).toBe(ours)
    expect(fake.ledger.entries).toEqual([])
  })

  it('shows no token when it fails', async () => {
    await using fake = await startFakeHouston()
    const { code, out, err } = await codegen({ HOUSTON_URL: fake.url, HOUSTON_TOKEN: nobody })
    expect([code, out]).toEqual([3, ''])
    expect(err).toMatch(/^pnpm codegen: HOUSTON_TOKEN: this server does not know the token[^\n]+\n$/)
    expect(err).not.toContain(nobody)
  })
})

describe('a survey of a server', () => {
  const ask = (url: string, token: string | undefined, file = 'theirs.graphql'): ReturnType<typeof survey> =>
    survey({ url, token, file: join(folder, file) })

  it.each([
    ['0.13.0', 1],
    ['0.25.10', 1],
    ['0.34.0', 1],
    ['0.37.5', 0],
    ['2.0.0', 0],
  ])('writes the schema of a %s as it is, and ends with %s', async (release, expected) => {
    await using fake = await startFakeHouston({ release })
    expect((await ask(fake.url, fake.token)).exitCode).toBe(expected)
    const text = readFileSync(join(folder, 'theirs.graphql'), 'utf8')
    expect(text).toContain(`# ${fake.url}, Houston ${release}\n`)
    const schema = buildSchema(text)
    expect(validate(schema, parse(ListUsersDocument.toString()))).toEqual([])
    expect(text.endsWith(`${printSchema(lexicographicSortSchema(schema))}\n`)).toBe(true)
  })

  it('names the form of a call that is understood', async () => {
    await using fake = await startFakeHouston({ release: '0.37.5', removeUserArgument: 'id' })
    const { text } = await ask(fake.url, fake.token)
    expect(text).toMatch(/done by another form:\n(?: .+\n)*? {2}RemoveUserByUuid +→ RemoveUserById\n/)
    expect(text).toMatch(/In our schema, not in this one:\n(?: .+\n)*? {2}Mutation\.removeUser +userUuid:\n/)
  })

  it('ends with 1 where the server lacks something', async () => {
    await using fake = await startFakeHouston()
    const sdl = readFileSync(ourSchema, 'utf8').replace('inviteUser(email: String!): Invite', '')
    fake.fault({ on: 'IntrospectionQuery', give: introspected(sdl) })
    const { exitCode, text } = await ask(fake.url, fake.token)
    expect(exitCode).toBe(1)
    expect(text).toMatch(
      /without another form:\n {2}InviteUser {2}Cannot query field "inviteUser" on type "Mutation"\.\n\n/,
    )
    expect(readdirSync(folder)).toEqual(['theirs.graphql'])
  })

  it('ends with 1 for an old release, and says what it lacks', async () => {
    await using fake = await startFakeHouston({ release: '0.16.6' })
    const { exitCode, text } = await ask(fake.url, fake.token)
    expect(exitCode).toBe(1)
    expect(text).toMatch(/\n {2}ListTeams +Cannot query field "paginatedTeams" on type "Query"\.\n/)
    expect(text).toMatch(
      /\n {2}AddWorkspaceUserSilently +Unknown argument "deploymentRoles" on field "Mutation.workspaceAddUser"\.\n/,
    )
    expect(text).toMatch(/\nThis server lacks some of what the client can do\.\n$/)
  })

  it('writes over what it wrote itself', async () => {
    await using fake = await startFakeHouston({ release: '0.37.5' })
    await using older = await startFakeHouston({ release: '0.16.6' })
    await ask(older.url, older.token)
    await ask(fake.url, fake.token)
    expect(readFileSync(join(folder, 'theirs.graphql'), 'utf8')).toContain('Houston 0.37.5')
  })

  it.each(['notes.graphql', '.'])('asks nothing where it would write over something else: %s', async (file) => {
    await using fake = await startFakeHouston()
    writeFileSync(join(folder, 'notes.graphql'), readFileSync(ourSchema))
    const text = `pnpm codegen: HOUSTON_SCHEMA: ${join(folder, file)} is there already, and was not written by this command\n`
    expect(await ask(fake.url, fake.token, file)).toEqual({ exitCode: 2, text })
    expect(readFileSync(join(folder, 'notes.graphql'))).toEqual(readFileSync(ourSchema))
    expect(fake.requests()).toBe(0)
  })

  it.each([
    [
      'an address that is none',
      'houston.example.com',
      nobody,
      'x',
      'HOUSTON_URL: The url of Houston must be like https:',
    ],
    ['one in the clear', 'http://houston.example.com', nobody, 'x', 'HOUSTON_URL: The url of Houston must begin with'],
    ['no token', undefined, undefined, 'x', 'HOUSTON_TOKEN: there is no token; use the key of'],
    ['a token of two lines', undefined, `${nobody}\n5ecret`, 'x', 'HOUSTON_TOKEN: '],
    ['no such folder', undefined, 'good', 'no/x', 'HOUSTON_SCHEMA: <folder>/no/x cannot be written (ENOENT)\n'],
  ])('ends with 2 for a setting that is wrong: %s', async (_, url, token, file, expected) => {
    await using fake = await startFakeHouston()
    const { exitCode, text } = await ask(url ?? fake.url, token === 'good' ? fake.token : token, file)
    expect(exitCode).toBe(2)
    expect(text.replace(folder, '<folder>')).toContain(`pnpm codegen: ${expected}`)
    expect(text).toMatch(/^[^\n]+\n$/)
    expect(text).not.toContain('5ecret')
  })

  it.each([
    ['a login page', undefined, '<html>5ecret</html>', 'WhoAmI: HTTP 200, '],
    ['a login page for that alone', 'IntrospectionQuery', '<html>5ecret</html>', 'IntrospectionQuery: HTTP 200, '],
    [
      'no schema',
      'IntrospectionQuery',
      '{"data":{"__schema":{"types":"5ecret"}}}',
      'IntrospectionQuery: the answer is not the schema of a GraphQL server\n',
    ],
  ])('ends with 3 for a server that answers with %s', async (_, on, body, expected) => {
    await using fake = await startFakeHouston()
    fake.fault({ ...(on === undefined ? {} : { on }), give: { status: 200, body } })
    const { exitCode, text } = await ask(fake.url, fake.token)
    expect(exitCode).toBe(3)
    expect(text).toContain(`pnpm codegen: ${expected}`)
    expect(text).not.toContain('5ecret')
    expect(readdirSync(folder)).toEqual([])
  })

  it.each(['0.16.6', '0.37.5'])('says how to let a %s tell its schema', async (release) => {
    await using fake = await startFakeHouston({ release, introspection: false })
    expect(await ask(fake.url, fake.token)).toEqual({
      exitCode: 3,
      text: 'pnpm codegen: the server does not tell its schema: set astronomer.houston.config.apollo.introspection to true in the Helm values, or see docs/own-server.md\n',
    })
  })

  it('says that a server cannot be reached', async () => {
    const fake = await startFakeHouston()
    await fake.close()
    const text = 'pnpm codegen: WhoAmI: the server could not be reached (ECONNREFUSED)\n'
    expect(await ask(fake.url, fake.token)).toEqual({ exitCode: 3, text })
  })
})
