import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { startFakeHouston } from '../src/testing/index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const files = {
  use: fileURLToPath(new URL('./readme/use.ts', import.meta.url)),
  people: fileURLToPath(new URL('./readme/people.ts', import.meta.url)),
  withFake: fileURLToPath(new URL('./readme/with-fake.ts', import.meta.url)),
} as const

/** Runs a file as its user would, and tells what it printed. */
async function run(file: string, env: Record<string, string>): Promise<string> {
  const options = { env: { ...process.env, ...env, NODE_OPTIONS: '' } }
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', file], options)
  return stdout
}

describe('the README', () => {
  it('is short', () => {
    expect(readme.split('\n').length).toBeLessThan(150)
  })

  it('shows no code that is not compiled and run', () => {
    const blocks = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code]) => code)
    expect(blocks).toEqual(Object.values(files).map((file) => readFileSync(file, 'utf8')))
  })

  it('leads to pages that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(0)
    for (const path of links) expect(readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')).not.toBe('')
  })

  it('names every method and every option', () => {
    const sources = ['connection', 'accounts', 'workspaces', 'client'].map((name) =>
      readFileSync(new URL(`../src/${name}.ts`, import.meta.url), 'utf8'),
    )
    const methods = [...sources.join('\n').matchAll(/^ {2}(?:async )?([a-z]\w+)(?:<.*)?\(/gm)].map(([, name]) => name)
    const [, options = ''] =
      /interface HoustonOptions \{(.*?)^\}/ms.exec(
        readFileSync(new URL('../src/options.ts', import.meta.url), 'utf8'),
      ) ?? []
    const names = [
      ...methods.filter((name) => name !== 'constructor'),
      ...[...options.matchAll(/readonly (\w+)/g)].map(([, name]) => name),
    ]
    expect(names.length).toBeGreaterThan(30)
    for (const name of names) expect(readme).toMatch(new RegExp(`\`${name}(?:\\(.*)?\``))
  })

  it('lists people in ten lines', async () => {
    await using fake = await startFakeHouston({ seed: { workspaces: ['Spring'], users: ['ana@example.org'] } })
    const printed = await run(files.use, { HOUSTON_URL: fake.url, HOUSTON_TOKEN: fake.token })
    expect(printed).toBe('ana@example.org active\n')
    expect(fake.ledger.entries.map((entry) => entry.operation)).toEqual(['inviteUser', 'deleteInviteToken'])
  })

  it('does with people what it says', async () => {
    await using fake = await startFakeHouston({
      release: '0.37.5',
      seed: {
        workspaces: ['Spring'],
        users: ['ana@example.com', 'dee@example.com'],
        deployments: [{ id: 'ckdeployment', label: 'Flow', workspace: 'Spring' }],
        teams: [{ name: 'Data', members: ['dee@example.com'] }],
      },
    })
    const printed = await run(files.people, { HOUSTON_URL: fake.url, HOUSTON_TOKEN: fake.token })
    expect(printed).toContain('ana@example.com active')
    expect(printed).toContain("ana@example.com { role: 'WORKSPACE_VIEWER', bindings: 1 }")
    expect(printed).toMatch(/Data .*username: 'dee@example\.com'/s)
    expect(printed).toMatch(/ana@example\.com found c\w+\nbo@example\.com nobody \n$/)
    expect(fake.ledger.entries.map((entry) => entry.operation)).toEqual([
      'inviteUser',
      'workspaceAddUser',
      'workspaceUpsertUserRole',
      'deploymentAddUserRole',
      'createSystemRoleBinding',
      'workspaceRemoveUser',
      'deleteInviteToken',
      'removeUser',
    ])
  })

  it('shows a change of unknown end, read back', async () => {
    const printed = await run(files.withFake, {})
    expect(printed).toContain('InviteUser: HTTP 502, not JSON [')
    expect(printed).toContain("email: 'ana@example.com'")
  })
})
