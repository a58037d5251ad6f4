import { readFile, utimes, writeFile } from 'node:fs/promises'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import type { ConfigForm, SourceForm } from '../src/cli/config/form.ts'
import { startFakeGraph } from '../src/directory/testing/index.ts'
import type { Plan } from '../src/index.ts'
import { type Ran, type Scene, startScene } from './cli-scene.ts'
import { scriptedServer } from './ldap-server.ts'
import { group, person, root, usual } from './ldap-world.ts'

const company = (): Promise<FakeAac> =>
  startFakeAac({
    seed: {
      people: [
        { email: 'me@corp.test', isAdmin: true },
        { email: 'ta@corp.test', isAdmin: true },
        ...['ana', 'ben', 'cyd'].map((name) => ({ email: `${name}@corp.test` })),
      ],
    },
  })

/** A workspace of five, and these sources. */
async function sceneOf(
  fake: FakeAac,
  sources: Readonly<Record<string, SourceForm>>,
  more: Partial<ConfigForm> = {},
): Promise<Scene> {
  const scene = await startScene()
  await scene.configure({ targets: { spring: { ...(await scene.aac(fake)), assets: 'leave' } }, sources, ...more })
  return scene
}

const leaversOf = async (scene: Scene, source: string, ...more: readonly string[]): Promise<Ran> =>
  await scene.run(['plan', 'leavers', '--source', source, '--json', ...more])
const planIn = ({ json }: Ran): Plan => {
  if (json.error !== undefined) throw new Error(json.error.message)
  return (json.data as { readonly plan: Plan }).plan
}
const who = (plan: Plan): readonly string[] => plan.steps.map(({ email, action }) => `${action} ${email}`)
const staff = ['me@corp.test', 'ta@corp.test']
const csvOf = (rows: readonly (readonly [email: string, status: string])[]): string =>
  ['Nr;Work mail;State', ...rows.map(([email, status], index) => [index + 1, email, status].join(';')), ''].join('\r\n')
const columns = { id: 'Nr', email: 'Work mail', status: 'State' } as const
const statuses = { active: ['Here', 'On leave'], expired: 'Gone' } as const

describe('a source of the configuration', () => {
  it('is a CSV in its own words, whose path begins at the configuration', async () => {
    await using fake = await company()
    await using scene = await sceneOf(fake, {
      hr: { kind: 'csv', file: 'lists/hr.csv', columns, statuses, rows: { file: 'lists/hr.count' }, maxAge: '2d' },
    })
    await scene.file(
      'lists/hr.csv',
      csvOf([
        ...staff.map((email) => [email, 'Here'] as const),
        ['ana@corp.test', 'Gone'],
        ['ben@corp.test', 'On leave'],
      ]),
    )
    await scene.file('lists/hr.count', '4\r\n')
    await scene.file('elsewhere/nothing.txt', '')
    const plan = planIn(
      await scene.run(['plan', 'leavers', '--source', 'hr', '--json', '--config', '../user-admin.yaml'], {
        cwd: `${scene.folder}/elsewhere`,
      }),
    )
    expect(who(plan)).toEqual(['suspend ana@corp.test'])
    expect(plan.unmatched.map(({ email }) => email)).toEqual(['cyd@corp.test'])
  })

  it.each<[string, (scene: Scene, file: string) => Promise<void>, number, string]>([
    [
      'another number of people than its manifest says',
      async (scene) => void (await scene.file('hr.count', '5\n')),
      5,
      'The file holds 4 people, and 5 were said to be in it: have it written again.',
    ],
    [
      'a manifest with more in it than a number',
      async (scene) => void (await scene.file('hr.count', '4 people\n')),
      1,
      'says how many people hr holds, and has more in it than a whole number, or less.',
    ],
    [
      'a file that is too old',
      async (_scene, file) => await utimes(file, 1_700_000_000, 1_700_000_000),
      5,
      'The file was written at 2023-11-14T22:13:20.000Z, which is longer ago than maxAge allows: see why no newer one came.',
    ],
    [
      'a row that was cut off',
      async (_scene, file) => await writeFile(file, (await readFile(file, 'utf8')).slice(0, -30)),
      5,
      'ends within line 4',
    ],
    [
      'a word that is in no list of statuses',
      async (_scene, file) => await writeFile(file, (await readFile(file, 'utf8')).replace('Gone', 'Away')),
      5,
      'line 4: the status "Away", which is in no list of statuses',
    ],
  ])('stops the plan for %s', async (_name, spoil, exit, says) => {
    await using fake = await company()
    await using scene = await sceneOf(fake, {
      hr: { kind: 'csv', file: 'hr.csv', columns, statuses, rows: { file: 'hr.count' }, maxAge: '2d' },
    })
    const file = await scene.file(
      'hr.csv',
      csvOf(
        [...staff, 'ana@corp.test', 'ben@corp.test'].map((email) => [email, email.startsWith('ana') ? 'Gone' : 'Here']),
      ),
    )
    await scene.file('hr.count', '4\n')
    await spoil(scene, file)
    const { code, json } = await leaversOf(scene, 'hr')
    expect([code, json.error?.message]).toEqual([exit, expect.stringContaining(says) as string])
    expect(json.data).toBeUndefined()
  })

  it('is no second reading where nobody wrote the file anew: its own time is that of the reading', async () => {
    await using fake = await company()
    await using scene = await sceneOf(fake, { hr: { kind: 'csv', file: 'hr.csv', columns, statuses } })
    const now = Date.now() / 1000
    const write = async (names: readonly string[], days: number): Promise<void> => {
      const file = await scene.file(
        'hr.csv',
        csvOf([...staff, ...names.map((name) => `${name}@corp.test`)].map((email) => [email, 'Here'])),
      )
      await utimes(file, now - days * 86_400, now - days * 86_400)
    }
    const planned = async (): Promise<readonly string[]> =>
      who(planIn(await leaversOf(scene, 'hr', '--expect-shrunk', 'hr', '--action', 'remove')))
    await write(['ana', 'ben', 'cyd'], 3)
    expect(await planned()).toEqual([])
    await write(['ana', 'ben'], 2)
    // Absent once: locked out, and not removed.
    expect(await planned()).toEqual(['suspend cyd@corp.test'])
    expect(await planned()).toEqual(['suspend cyd@corp.test'])
    await write(['ana', 'ben'], 0.5)
    expect(await planned()).toEqual(['remove cyd@corp.test'])
  })

  it('is JSON, and its groups give the roles of a roster', async () => {
    await using fake = await startFakeHouston({ seed: { workspaces: [{ label: 'Class 1' }], users: 0 } })
    await using scene = await startScene()
    await scene.configure({
      targets: { w: await scene.houston(fake, { workspace: 'Class 1' }) },
      sources: {
        cloud: {
          kind: 'json',
          file: 'users.json',
          list: 'people',
          columns: { id: 'id', email: 'profile.mail', groups: 'memberOf.displayName', status: false },
        },
      },
      roles: {
        cloud: [
          { group: 'Engineers', roles: ['WORKSPACE_EDITOR'] },
          { group: 'Everybody', roles: ['WORKSPACE_VIEWER'] },
        ],
      },
    })
    const of = (id: string, ...groups: readonly string[]): object => ({
      id,
      profile: { mail: `${id}@corp.test` },
      memberOf: groups.map((displayName) => ({ displayName })),
    })
    await scene.file(
      'users.json',
      JSON.stringify({ people: [of('ana', 'Everybody', 'Engineers'), of('ben', 'Everybody')], pages: [] }),
    )
    const plan = planIn(await scene.run(['plan', 'roster', '--source', 'cloud', '--json']))
    expect(plan.steps.map(({ email, action, roles }) => [email, action, roles?.add])).toEqual([
      ['ana@corp.test', 'invite', ['WORKSPACE_EDITOR']],
      ['ben@corp.test', 'invite', ['WORKSPACE_VIEWER']],
    ])
  })

  it('is an Entra ID, whose token a command prints', async () => {
    await using fake = await company()
    await using graph = await startFakeGraph({
      users: [...staff, 'ana@corp.test', 'ben@corp.test'].map((mail) => ({
        userPrincipalName: mail,
        mail,
        accountEnabled: !mail.startsWith('ben'),
      })),
    })
    await using scene = await startScene()
    const script = await scene.file(
      'print.mjs',
      `import { readFileSync, writeFileSync } from 'node:fs'
       writeFileSync(new URL('env.json', import.meta.url), JSON.stringify(process.env))
       console.log(readFileSync(new URL('token', import.meta.url), 'utf8'))`,
    )
    await scene.file('token', (await graph.credential.getToken(`${graph.url}/.default`)).token)
    const { credential: _other, ...spring } = { ...(await scene.aac(fake)), assets: 'leave' as const }
    await scene.configure({
      targets: { spring: { ...spring, credential: { env: 'AAC_TOKEN' } } },
      sources: {
        entra: { kind: 'entra-id', endpoint: graph.url, credential: { command: [process.execPath, script] } },
      },
    })
    const plan = planIn(
      await scene.run(['plan', 'leavers', '--source', 'entra', '--json'], {
        env: { AAC_TOKEN: fake.staticToken() },
      }),
    )
    expect(who(plan)).toEqual(['suspend ben@corp.test'])
    expect(JSON.parse(await readFile(`${scene.folder}/env.json`, 'utf8'))).not.toHaveProperty('AAC_TOKEN')
  })

  it('is an Active Directory, or several sources put together', async () => {
    await using fake = await company()
    const people = ['me', 'ta', 'ana', 'ben'].map((name, index) =>
      person(name, index + 1, name === 'ben' ? { userAccountControl: ['514'] } : {}),
    )
    await using server = await scriptedServer(
      usual({
        people,
        groups: [
          group(
            'Staff',
            90,
            people.map(({ dn }) => dn),
          ),
        ],
      }),
    )
    await using scene = await sceneOf(fake, {
      corp: {
        kind: 'active-directory',
        controllers: [server.url],
        base: root,
        bind: { user: 'reader@corp.test', password: { env: 'AD_PASSWORD' } },
        tls: { ca: 'ca.pem' },
      },
      hr: { kind: 'csv', file: 'hr.csv' },
      either: { kind: 'union', of: ['corp', 'hr'] },
    })
    await scene.file('ca.pem', server.ca)
    await scene.file('hr.csv', 'email,status\ncyd@corp.test,expired\nben@corp.test,active\n')
    const env = { AD_PASSWORD: 'canary-of-the-directory' }
    const read = (source: string): Promise<Ran> => scene.run(['plan', 'leavers', '--source', source, '--json'], { env })
    expect(who(planIn(await read('corp')))).toEqual(['suspend ben@corp.test'])
    expect(server.asked.find(({ kind }) => kind === 'bind')).toMatchObject({ password: env.AD_PASSWORD, secure: true })
    // Who is active in one of them belongs.
    expect(who(planIn(await read('either')))).toEqual(['suspend cyd@corp.test'])
    await scene.file('hr.csv', 'email,status\ncyd@corp.test,exp')
    const broken = await read('either')
    expect([broken.code, broken.json.error?.message]).toEqual([5, expect.stringContaining('hr') as string])
    expect(`${broken.stdout}${broken.stderr}`).not.toContain(env.AD_PASSWORD)
  })

  it.each<[string, object, string]>([
    [
      'a column that there is not',
      { kind: 'csv', columns: { emial: 'Mail' } },
      'sources.hr.columns.emial is not known here; did you mean email?',
    ],
    ['no heading', { kind: 'csv', columns: { id: false } }, 'sources.hr.columns.id must be the heading of a column.'],
    [
      'a status that there is not',
      { kind: 'csv', statuses: { inactive: 'x' } },
      'sources.hr.statuses.inactive is not known here; did you mean active?',
    ],
    [
      'a number of people that is none',
      { kind: 'csv', rows: -1 },
      'sources.hr.rows must be a whole number from 0, or { file: PATH } of a file that holds it.',
    ],
    ['a list in a table', { kind: 'csv', list: 'value' }, 'sources.hr has list, which only json has: leave it out.'],
  ])('is refused with its line for %s', async (_name, source, says) => {
    await using scene = await startScene()
    await scene.configure(
      JSON.stringify({ version: 1, targets: {}, sources: { hr: { file: 'hr.csv', ...source } } }, undefined, 2),
    )
    const { code, stderr } = await scene.run(['plan', 'leavers', '--source', 'hr'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(/user-admin\.yaml:\d+:\d+: /u) as string])
    expect(stderr).toContain(says)
  })
})
