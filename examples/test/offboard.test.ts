import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { expect, it, onTestFinished } from 'vitest'
import { planIn, run } from './started.ts'

// What it does with a directory is tested against a real one: packages/user-admin/test-ad/offboard.test.ts.
const program = 'offboard-leavers/main.ts'

it('offboard-leavers practises with no setup: the plan of one run is approved in the next', async () => {
  const shown = await run(program, ['--transfer-to', 'ta@example.edu'])
  expect([shown.code, shown.err]).toEqual([0, ''])
  expect(shown.out).toContain('32 memberships read; 4 to remove')
  const approved = ['--transfer-to', 'ta@example.edu', '--approve', planIn(shown.out), '--by', 'ana']
  const done = await run(program, approved)
  expect([done.code, done.err]).toEqual([0, ''])
  expect(done.out).toContain('Ended: 4 done')
  expect(done.out).toContain('Read again: 0 left')
}, 180_000)

const directory = {
  AD_URL: 'ldaps://127.0.0.1:1',
  AD_USER: 'reader@corp.test',
  AD_PASSWORD: 'secret',
  AD_BASE: 'DC=corp',
}

it('offboard-leavers says which variable is missing, and what there are', async () => {
  const { code, out, err } = await run(program, [], { ...directory, AD_PASSWORD: '' })
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
  const { code, out, err } = await run(program, [], {
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
