import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { expect, it, onTestFinished, vi } from 'vitest'
import { run } from './started.ts'

// Processes start slowly where many tests run at once.
vi.setConfig({ testTimeout: 120_000 })

const program = 'scheduled-job/main.ts'

it('scheduled-job practises three nights with no setup', async () => {
  const { code, out, err } = await run(program)
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(
    /^PRACTICE [\s\S]+T01:00:00.000Z nothing-to-do: [^\n]+\n {2}cy@example\.edu gets in\n\n[\s\S]+ done: 1 of 1 step is done\.\n {2}cy@example\.edu is out\n\n[\s\S]+ quarantined: hr [^\n]+ was not read whole/u,
  )
})

it('scheduled-job takes note of a real workspace, and runs nothing before it is due', async () => {
  await using houston = await startFakeHouston({ seed: { workspaces: ['Data Platform'], users: 12 } })
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeFile(join(folder, 'hr.csv'), 'id,email,status\n1,head@example.edu,Active\n')
  const env = {
    HOUSTON_URL: houston.url,
    HOUSTON_TOKEN: houston.token,
    HOUSTON_WORKSPACE: 'Data Platform',
    HR_FILE: join(folder, 'hr.csv'),
    USER_ADMIN_STATE: join(folder, 'state'),
  }
  expect(await run(program, ['--init', 'ana'], env)).toEqual({
    code: 0,
    out: 'Data Platform: 12 people. Runs may act here from now on.\n',
    err: '',
  })
  for (const _time of ['seen for the first time', 'not due yet'])
    expect(await run(program, ['--once'], env)).toEqual({ code: 0, out: 'Nothing is due.\n', err: '' })
  expect(houston.ledger.entries).toEqual([])
})

it('scheduled-job says which variable is missing, and practises on no fake when a real system is half named', async () => {
  const { code, out, err } = await run(program, [], { HR_FILE: 'hr.csv' })
  expect([code, out]).toEqual([1, ''])
  expect(err).toMatch(/^HOUSTON_URL is missing\.\nUsage: /u)
})
