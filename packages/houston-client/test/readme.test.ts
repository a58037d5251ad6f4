import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { startFakeHouston } from '../src/testing/index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const files = {
  use: fileURLToPath(new URL('./readme/use.ts', import.meta.url)),
  ownDocument: fileURLToPath(new URL('./readme/own-document.ts', import.meta.url)),
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

  it.each(Object.entries(files))('shows the code of %s as it is', (_, file) => {
    expect(readme).toContain(`\`\`\`ts\n${readFileSync(file, 'utf8')}\`\`\``)
  })

  it('lists people in ten lines', async () => {
    await using fake = await startFakeHouston({ seed: { workspaces: ['Spring'], users: ['ana@example.org'] } })
    const printed = await run(files.use, { HOUSTON_URL: fake.url, HOUSTON_TOKEN: fake.token })
    expect(printed).toBe("ana@example.org [ 'WORKSPACE_VIEWER' ]\n")
    expect(fake.ledger.entries.map((entry) => entry.operation)).toEqual(['inviteUser', 'deleteInviteToken'])
  })

  it('shows a change of unknown end, read back', async () => {
    const printed = await run(files.ownDocument, {})
    expect(printed).toContain('InviteUser: HTTP 502, not JSON [')
    expect(printed).toContain("email: 'ana@example.com'")
  })
})
