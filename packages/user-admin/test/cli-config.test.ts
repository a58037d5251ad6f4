import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { findConfig, readConfig } from '../src/cli/config/config.ts'
import { jsonSchema } from '../src/cli/config/schema.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'user-admin-config-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
const written = async (text: string, name = 'user-admin.yaml'): Promise<string> => {
  const file = join(folder, name)
  await writeFile(file, text)
  return file
}

/** Everything that a configuration can have. */
const whole = `
version: 1
state: ./state
targets:
  spring:
    system: aac
    region: us1
    workspace: spring-class
    credential: { file: creds/spring.json }
    assets: { transferTo: head@example.edu }
    unattended: suspend
  eu:
    system: aac
    hosts: { gateway: https://gw.example, app: https://app.example, tokenServer: https://token.example }
    credential:
      client: { id: abc, secret: { env: AAC_SECRET }, workspaceGid: 01ARZ3NDEKTSV4RRFFQ69G5FAV }
    scim: true
    assets: leave
  platform: { system: houston, url: https://houston.example.com, credential: { env: HOUSTON_TOKEN } }
  class-1:
    { system: houston, url: https://houston.example.com, workspace: Class 1, credential: { command: [pass, show, houston] } }
  classes:
    system: houston
    url: https://houston.example.com
    workspaces: all
    credential: { keychain: { service: user-admin, account: houston } }
sources:
  corp:
    kind: active-directory
    controllers: [ldaps://dc1.corp.example]
    base: DC=corp,DC=example
    bind: { user: svc, password: { env: AD_PASSWORD } }
    groups: [Staff]
  entra: { kind: entra-id, credential: { tenant: t, client: c, secret: { env: ENTRA } }, groups: [Staff] }
  hr: { kind: csv, file: hr.csv, columns: { email: Mail, name: [First, Last], status: false }, maxAge: 36h }
  hr2: { kind: json, file: hr.json, list: value }
  everybody: { kind: union, of: [corp, hr] }
roles:
  corp: [{ group: Staff, roles: [WORKSPACE_EDITOR] }]
policy:
  protect: [head@example.edu, "@safe.example"]
  protectFile: protected.csv
  exempt: [{ person: guest@example.org, owner: head@example.edu, until: "2027-01-31", reason: Visiting. }]
  perRun: { floor: 5, share: 0.1, most: 200 }
  smallScope: { members: 10, removals: 1 }
  rolling: { share: 0.2, days: 7 }
  admins: 2
  shrink: 0.9
notify:
  ops: { url: https://hooks.example.edu/user-admin, secret: { env: HOOK_SECRET } }
  chat: { url: { env: CHAT_URL }, secret: { file: hook.secret }, on: [held, failed, credential-ending] }
`

describe('a configuration', () => {
  it('is read whole, from YAML and from JSON with tabs', async () => {
    const config = await readConfig(await written(whole))
    expect(config.targets['class-1']).toMatchObject({ system: 'houston', workspace: 'Class 1' })
    const json = await written(JSON.stringify(parse(whole), undefined, '\t'), 'user-admin.json')
    expect(await readConfig(json)).toEqual({ ...config, file: json })
    expect(await readConfig(await written(`\uFEFF${whole.replaceAll('\n', '\r\n')}`))).toEqual(config)
  })

  it('has a JSON Schema that was made of the same rules', () => {
    const committed = JSON.parse(
      readFileSync(new URL('../config.schema.json', import.meta.url), 'utf8'),
    ) as unknown as object
    expect(committed).toEqual(JSON.parse(JSON.stringify(jsonSchema())))
    const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(committed)
    expect([validate(parse(whole)), validate.errors]).toEqual([true, null])
    expect(validate({ version: 1, targets: { a: { system: 'aac', region: 'us1', credential: {} } } })).toBe(false)
  })

  const place = (line: number, column: number): string => `:${line}:${column}: `
  const target = (rest: string): string => `version: 1\ntargets:\n  spring:\n    system: aac\n${rest}`
  it.each<[string, string, string]>([
    [
      'a misspelt name',
      target('    region: us1\n    credentail: { file: a }\n'),
      `${place(6, 5)}targets.spring.credentail is not known here; did you mean credential?`,
    ],
    [
      'another region',
      target('    region: us9\n    credential: { file: a }\n'),
      `${place(5, 13)}targets.spring.region must be one of us1, eu1, au1.`,
    ],
    [
      'no credential',
      target('    region: us1\n'),
      `${place(3, 3)}targets.spring.credential must say where the secret is`,
    ],
    [
      'a secret in the file',
      target('    region: us1\n    credential: eyJSECRET\n'),
      `${place(6, 17)}targets.spring.credential must say where the secret is, and not hold it`,
    ],
    ...['https://me:eyJSECRET@h.example', 'https://h.example/?token=eyJSECRET'].map((url): [string, string, string] => [
      `a secret in the address ${url.slice(0, 19)}`,
      `version: 1\ntargets:\n  h: { system: houston, url: "${url}", credential: { env: A } }\n`,
      `${place(3, 30)}targets.h.url must be an address alone`,
    ]),
    [
      'a secret for the name of a variable',
      target('    region: us1\n    credential: { env: eyJSECRET }\n'),
      `${place(6, 24)}targets.spring.credential.env must be the name of a variable of the environment, not what it holds.`,
    ],
    [
      'two ways to a secret',
      target('    region: us1\n    credential: { env: A, file: b }\n'),
      `${place(6, 17)}targets.spring.credential must have exactly one of file, env, command, client.`,
    ],
    [
      'no system',
      'version: 1\ntargets:\n  a: { region: us1 }\n',
      `${place(3, 6)}targets.a.system must have system: aac or houston.`,
    ],
    ['another version', 'version: 2\ntargets: {}\n', `${place(1, 10)}version must be 1.`],
    ['jobs without names', 'version: 1\ntargets: {}\njobs: []\n', `${place(3, 7)}jobs must be jobs, each by its name.`],
    ['a tab', 'version: 1\ntargets:\n\tspring: {}\n', `${place(3, 1)}a tab is no indentation in YAML: use blanks.`],
    ['a name twice', 'version: 1\nversion: 1\n', `${place(2, 1)}this name stands here twice.`],
    [
      'an open quote',
      'version: 1\nstate: "a\n',
      ': something is missing here: a quote, a comma, a bracket or a colon.',
    ],
    ['an empty file', '', `${place(1, 1)}the file must be a configuration.`],
    [
      'roles for no source',
      'version: 1\ntargets: {}\nroles: { corp: [] }\n',
      `${place(3, 16)}roles.corp names no source: there is no source.`,
    ],
    [
      'a source that leads back to itself',
      'version: 1\ntargets: {}\nsources:\n  a: { kind: union, of: [b] }\n  b: { kind: union, of: [a] }\n',
      `${place(4, 26)}sources.a.of.1 leads back to the source itself.`,
    ],
    [
      'a share of more than one',
      'version: 1\ntargets: {}\npolicy: { shrink: 90 }\n',
      `${place(3, 19)}policy.shrink must be a share from 0 to 1.`,
    ],
    [
      'a name that an object cannot hold, whose target would be left out unsaid',
      'version: 1\ntargets:\n  __proto__: { system: aac }\n',
      `${place(3, 3)}this cannot be a name here`,
    ],
    [
      'a number and a text that are one name',
      'version: 1\ntargets:\n  1: { system: aac }\n  "1": { system: aac }\n',
      `${place(4, 3)}this name stands here twice`,
    ],
    [
      'a source of a union that is only a word of the language',
      'version: 1\ntargets: {}\nsources:\n  a: { kind: union, of: [constructor] }\n',
      'names no source',
    ],
  ])('with %s is refused, with the line and without what stands there', async (_name, text, says) => {
    const file = await written(text)
    const error = await readConfig(file).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ name: 'UsageError', message: expect.stringContaining(says) as string })
    expect((error as Error).message).toContain(file)
    expect((error as Error).message).not.toContain('SECRET')
  })

  it('is found in the folder or above it, up to the root of the repository, and then by the environment', async () => {
    const deep = join(folder, 'repository', 'a', 'b')
    await mkdir(deep, { recursive: true })
    await mkdir(join(folder, 'repository', '.git'))
    const find = (env: Record<string, string> = {}): Promise<string> => findConfig({ named: undefined, cwd: deep, env })
    await written('', 'user-admin.yaml')
    await expect(find()).rejects.toMatchObject({ name: 'UsageError' })
    expect(await find({ USER_ADMIN_CONFIG: '../other.yaml' })).toBe(join(folder, 'repository', 'a', 'other.yaml'))
    const above = await written('', 'repository/user-admin.yml')
    expect(await find({ USER_ADMIN_CONFIG: 'other.yaml' })).toBe(above)
  })
})
