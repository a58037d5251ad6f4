import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type FakeHouston, type SeedUser, startFakeHouston } from '@user-admin/houston-client/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

let folder: string
let fake: FakeHouston
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'user-admin-readme-'))
  const role = (name: string, ...classes: readonly number[]): SeedUser['roleBindings'] =>
    classes.map((number) => ({ role: name, workspace: `Class ${number}` }))
  const people: readonly (readonly [string, SeedUser['roleBindings']])[] = [
    ['head', role('WORKSPACE_ADMIN', 1, 2)],
    ['ana', role('WORKSPACE_VIEWER', 1, 2)],
    ['bo', role('WORKSPACE_VIEWER', 1, 2)],
    ['cy', role('WORKSPACE_VIEWER', 1)],
  ]
  fake = await startFakeHouston({
    seed: {
      workspaces: [{ label: 'Class 1' }, { label: 'Class 2' }],
      users: people.map(([name, roleBindings]) => ({ username: `${name}@example.edu`, roleBindings })),
    },
  })
})
afterEach(async () => {
  await fake.close()
  await rm(folder, { recursive: true, force: true })
})

/** Runs an example as its user would, in a folder of its own, and tells what it printed. */
async function run(name: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=source', at(name), ...args], {
    cwd: folder,
    env: {
      ...process.env,
      HOUSTON_URL: fake.url,
      HOUSTON_TOKEN: fake.token,
      NODE_OPTIONS: '',
      USER_ADMIN_STATE: join(folder, 'state'),
    },
  })
  return stdout
}
const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8')

describe('the README of user-admin', () => {
  it.each(['aac', 'roster', 'leaver'])('shows examples/readme/%s.ts as it is', async (name) => {
    const [readme, code] = await Promise.all([
      readFile(at('../packages/user-admin/README.md'), 'utf8'),
      readFile(at(`readme/${name}.ts`), 'utf8'),
    ])
    expect(readme).toContain(`\`\`\`ts\n${code}\`\`\``)
    expect(readme.split('\n').length).toBeLessThan(150)
  })

  it('plans one file for many workspaces, and does what was approved of it', async () => {
    await writeFile(
      join(folder, 'roster.csv'),
      'email,role,workspace,complete\nana@example.edu,WORKSPACE_EDITOR,Class 1,yes\nbo@example.edu,,Class 2,no\nnew@example.edu,WORKSPACE_VIEWER,Class 2,no\n',
    )
    expect(await run('readme/roster.ts')).toBe('')
    const shown = await read('plan.md')
    expect(shown).toContain('### Plan for 2 scopes')
    expect(shown).toContain('| remove | `cy@example.edu` | small-scope |')
    expect(shown).toContain('Who is absent is left alone in Class 2')
    const { id } = JSON.parse(await read('plan.json')) as { id: string }
    expect(shown).toContain(id)
    expect(fake.ledger.entries).toEqual([])

    const done = await run('readme/roster.ts', 'ana')
    expect(done).toMatch(/^The plans are the same\n[\s\S]+\nEnded: 3 done, 1 pending\n[\s\S]+Read again: 0 left\n/)
  })

  it('reads a directory in these words, after which a run may act that nobody watches', async () => {
    const readme = await readFile(at('../packages/user-admin/README.md'), 'utf8')
    const reading = /`(await complete\(.+\))`/.exec(readme)?.[1]
    const code = `
      import { HoustonClient } from '@user-admin/houston-client'
      import { complete, houstonWorkspace, leavers, memoryState, recordBaseline, runUnattended } from 'user-admin'
      const { HOUSTON_URL: url, HOUSTON_TOKEN: token } = process.env
      const admin = await houstonWorkspace(new HoustonClient({ url, token }), 'Class 1')
      const [state, source, proof] = [memoryState(), 'entra', 'The last page said so.']
      const people = ['active', 'disabled'].map((status) => ({ id: status, email: (status === 'active' ? 'bo' : 'cy') + '@example.edu', status }))
      const run = async () => runUnattended(admin, async () => leavers(${reading}, { action: 'remove' }), { state, by: 'nightly', may: 'within-guards', policy: { rolling: { share: 0.5 } } })
      const before = await run()
      await recordBaseline(state, admin, { by: 'ana' })
      const after = await run()
      console.log(JSON.stringify([before.outcome, after.outcome, after.report?.counts.done, (await state.window(admin.scope, 0))]))
    `
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=source', '--input-type=module', '--eval', code],
      {
        cwd: at('readme'),
        env: { ...process.env, HOUSTON_URL: fake.url, HOUSTON_TOKEN: fake.token, NODE_OPTIONS: '' },
      },
    )
    expect(JSON.parse(stdout)).toEqual(['held', 'done', 1, { most: 4, taken: 1 }])
  })

  it('takes a leaver out everywhere once a person let it, and can say why', async () => {
    expect(await run('readme/leaver.ts', 'init', 'ana')).toMatch(/^2 steps wait for a decision: [\s\S]+\ntrue\n$/)
    expect(fake.ledger.entries).toEqual([])
    const done = await run('readme/leaver.ts', 'approve', 'head')
    expect(done).toMatch(/^2 of 2 steps are done\.\n[\s\S]+\nfalse\n$/)
    expect(done).toMatch(
      /Removed from workspace Class 2 .+; approved by head as plan [0-9a-f]{12}, who released rolling\./,
    )
    expect(await run('readme/leaver.ts')).toMatch(/^Nothing[\s\S]+\nfalse\n$/)
  })
})
