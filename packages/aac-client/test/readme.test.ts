import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { startFakeAac } from '../src/testing/index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const path = (name: string): string => fileURLToPath(new URL(`./readme/${name}.ts`, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'aac-readme-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Runs an example as its user would, in a folder of its own, and tells what it printed. */
async function run(name: string, url = ''): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=source', ...(url === '' ? [] : ['--import', path('to-fake')]), path(name)],
    { cwd: folder, env: { ...process.env, FAKE_URL: url, NODE_OPTIONS: '' } },
  )
  return stdout
}

describe('the README', () => {
  it('is short', () => {
    expect(readme.split('\n').length).toBeLessThan(150)
  })

  it.each(['use', 'tour'])('shows the code of %s as it is', (name) => {
    expect(readme).toContain(`\`\`\`ts\n${readFileSync(path(name), 'utf8')}\`\`\``)
  })

  it('lists everybody, and hands over before it removes', async () => {
    await using fake = await startFakeAac({ seed: { people: ['me@example.edu', 'b@example.edu', 'c@example.edu'] } })
    writeFileSync(join(folder, 'creds.json'), JSON.stringify(fake.creds()))
    expect(await run('use', fake.url)).toBe(
      'me@example.edu active\nb@example.edu active\nc@example.edu active\n{ already: false }\n',
    )
    expect(fake.ledger.entries.map(({ operation }) => operation)).toEqual(['transferUserAssets', 'deleteWorkspaceUser'])
  })

  it('shows a change of unknown end that happened once', async () => {
    const printed = await run('tour')
    expect(printed).toContain('class 1\n')
    expect(printed).toContain('deleteWorkspaceUser: the connection broke before an answer came')
    expect(printed).toContain('{ already: true }')
    expect(printed.match(/'deleteWorkspaceUser /g)).toHaveLength(1)
  })
})
