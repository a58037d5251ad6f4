import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FakeHouston, startFakeHouston } from '@user-admin/houston-client/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { planIn, run } from './started.ts'

// Processes start slowly where many tests run at once.
vi.setConfig({ testTimeout: 120_000 })

const program = 'many-workspaces/main.ts'
const all = ['--release', 'per-run,small-scope']

describe('many-workspaces', () => {
  it('practises with no setup: one table, one approval, and what cannot be opened is named', async () => {
    const shown = await run(program, ['--leave-assets'])
    expect([shown.code, shown.err]).toEqual([2, ''])
    expect(shown.out).toMatch(/NOT READ autumn-class: .*token is not accepted/u)
    expect(shown.out).toMatch(/ {2}Class 1 +3 [\s\S]+ {2}Class 2 +4 [\s\S]+ {2}spring-class +14 /u)
    const done = await run(program, ['--leave-assets', '--approve', planIn(shown.out), '--by', 'ana', ...all])
    expect([done.code, done.err]).toEqual([2, ''])
    expect(done.out).toContain('Ended: 15 done')
    expect(done.out).toContain('Read again: 0 left')
  })
})

describe('many-workspaces on servers', () => {
  const classes = ['Class 1', 'Class 2', 'Class 3']
  let folder: string
  let houston: FakeHouston
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'user-admin-'))
    const users = ['head', 'ana'].map((name) => ({
      username: `${name}@example.edu`,
      roleBindings: classes.map((workspace) => ({
        role: name === 'head' ? 'WORKSPACE_ADMIN' : 'WORKSPACE_VIEWER',
        workspace,
      })),
    }))
    houston = await startFakeHouston({ seed: { workspaces: classes.map((label) => ({ label })), users } })
    await mkdir(join(folder, 'creds'))
    await writeFile(join(folder, 'creds/houston.txt'), `${houston.token}\n`)
    await writeFile(join(folder, 'staff.csv'), 'email\nhead@example.edu\n')
  })
  afterEach(async () => {
    await houston.close()
    await rm(folder, { recursive: true, force: true })
  })
  const written = async (places: unknown): Promise<readonly string[]> => {
    await writeFile(join(folder, 'workspaces.json'), JSON.stringify(places))
    return [join(folder, 'workspaces.json'), join(folder, 'staff.csv')]
  }
  const place = (workspace: string, token = 'houston.txt'): object => ({
    system: 'houston',
    url: houston.url,
    workspace,
    token: join(folder, 'creds', token),
  })
  const isIn = (): readonly boolean[] =>
    houston.state.workspaces.map(({ id }) => houston.canEnter('ana@example.edu', { workspace: id }))

  it('ends the semester in those that it could read, and touches nobody in the others', async () => {
    const files = await written([place('Class 1'), place('Class 2', 'missing.txt'), place('Class 3'), place('Class 4')])
    const shown = await run(program, files)
    expect([shown.code, shown.err, houston.ledger.entries]).toEqual([2, '', []])
    expect(shown.out).toMatch(/NOT READ Class 2: .*missing\.txt[\s\S]*NOT READ Class 4: .*"Class 4"/u)
    const done = await run(program, [...files, '--approve', planIn(shown.out), '--by', 'ana'])
    expect([done.code, done.err]).toEqual([2, ''])
    expect(isIn()).toEqual([false, true, false])
    expect(done.out).not.toContain(houston.token)
  })

  it('ends with 0 once every workspace was read and is as it should be', async () => {
    const files = await written(classes.map((name) => place(name)))
    const shown = await run(program, files)
    const done = await run(program, [...files, '--approve', planIn(shown.out), '--by', 'ana'])
    expect([shown.code, done.code, isIn()]).toEqual([0, 0, [false, false, false]])
  })

  it('is an error when none could be opened: nothing is planned', async () => {
    const { code, out, err } = await run(program, await written([place('Class 1', 'missing.txt')]))
    expect([code, houston.ledger.entries]).toEqual([1, []])
    expect(out).toMatch(/^NOT READ Class 1/u)
    expect(err).toMatch(/^No workspace of the file could be opened/u)
  })

  it('is an error for a file that is no list', async () => {
    const { code, err } = await run(program, await written({ workspace: 'Class 1' }))
    expect(code).toBe(1)
    expect(err).toMatch(/^The file of workspaces is no list/u)
  })
})
