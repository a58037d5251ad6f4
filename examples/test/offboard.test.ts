import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { expect, it, onTestFinished } from 'vitest'

// What it does with a directory is tested against a real one: packages/user-admin/test-ad/offboard.test.ts.
const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url))

function run(env: Readonly<Record<string, string>>): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['--conditions=source', at('offboard-leavers/main.ts')],
      { env: { PATH: process.env['PATH'] ?? '', SystemRoot: process.env['SystemRoot'] ?? '', ...env } },
      (_error, out, err) => resolve({ code: child.exitCode, out, err }),
    )
  })
}

const directory = {
  AD_URL: 'ldaps://127.0.0.1:1',
  AD_USER: 'reader@corp.test',
  AD_PASSWORD: 'secret',
  AD_BASE: 'DC=corp',
}

it('offboard-leavers says which variable is missing, and what there are', async () => {
  const { code, out, err } = await run({ ...directory, AD_PASSWORD: '' })
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/^AD_PASSWORD is missing\.\nUsage: /u)
})

it('offboard-leavers changes nothing where the directory cannot be reached, and repeats no password', async () => {
  await using aac = await startFakeAac()
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const creds = join(folder, 'creds.json')
  await writeFile(creds, JSON.stringify(aac.creds()))
  await using houston = await startFakeHouston({ seed: { workspaces: [{ label: 'Data Platform' }], users: 3 } })
  const { code, out, err } = await run({
    ...directory,
    AAC_URL: aac.url,
    AAC_CREDS: creds,
    USER_ADMIN_STATE: join(folder, 'state'),
    HOUSTON_URL: houston.url,
    HOUSTON_TOKEN: houston.token,
    HOUSTON_WORKSPACE: 'Data Platform',
  })
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/^unavailable: 127\.0\.0\.1:1 cannot be reached/u)
  expect(err).not.toContain('secret')
  expect([aac.ledger.entries.length, houston.ledger.entries.length]).toEqual([0, 0])
})
