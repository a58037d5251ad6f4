import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it, vi } from 'vitest'
import { planIn, run } from './started.ts'

// Processes start slowly where many tests run at once.
vi.setConfig({ testTimeout: 120_000 })

const classes = ['Class 1', 'Class 2']
const seed = {
  workspaces: classes.map((label) => ({ label })),
  users: ['head', 'ana', 'cy', 'robot'].map((name) => ({
    username: `${name}@example.edu`,
    roleBindings: classes.map((workspace) => ({
      role: name === 'head' ? 'WORKSPACE_ADMIN' : 'WORKSPACE_VIEWER',
      workspace,
    })),
  })),
}

describe('roster-from-csv', () => {
  it('practises with no setup: the plan of one run is approved in the next', async () => {
    const shown = await run('roster-from-csv/main.ts')
    expect([shown.code, shown.err]).toEqual([0, ''])
    expect(shown.out).toContain('2 to invite, 1 to give other roles, 1 to remove; 1 left alone')
    expect(shown.out).toContain('Who is absent is left alone in Class 2')
    const id = planIn(shown.out)
    expect(shown.out).toContain(`Nothing was changed. To do it: --approve ${id} --by YOUR-NAME\n`)
    const done = await run('roster-from-csv/main.ts', ['--approve', id, '--by', 'ana'])
    expect([done.code, done.err]).toEqual([0, ''])
    expect(done.out).toContain('Ended: 2 done, 2 pending')
    expect(done.out).toContain('Read again: 0 left')
  })

  it('does with a server what its table says, and no more: who is protected stays, and who is in an incomplete class', async () => {
    await using fake = await startFakeHouston({ seed })
    const env = { HOUSTON_URL: fake.url, HOUSTON_TOKEN: fake.token }
    const shown = await run('roster-from-csv/main.ts', [], env)
    expect([shown.code, fake.ledger.entries]).toEqual([0, []])
    const done = await run('roster-from-csv/main.ts', ['--approve', planIn(shown.out), '--by', 'ana'], env)
    expect([done.code, done.err]).toEqual([0, ''])
    const where = (name: string): readonly boolean[] =>
      fake.state.workspaces.map(({ id }) => fake.canEnter(`${name}@example.edu`, { workspace: id }))
    expect({ cy: where('cy'), robot: where('robot'), li: where('li'), ana: where('ana') }).toEqual({
      cy: [false, true],
      robot: [true, true],
      li: [true, true],
      ana: [true, true],
    })
    expect(fake.ledger.entries.map(({ operation }) => operation).toSorted()).toEqual([
      'workspaceAddUser',
      'workspaceAddUser',
      'workspaceRemoveUser',
      'workspaceUpsertUserRole',
    ])
  })

  it('does nothing anywhere when one workspace of the table cannot be opened', async () => {
    await using fake = await startFakeHouston({ seed: { ...seed, workspaces: ['Class 1'], users: [] } })
    const env = { HOUSTON_URL: fake.url, HOUSTON_TOKEN: fake.token }
    const { code, out, err } = await run('roster-from-csv/main.ts', [], env)
    expect([code, out, fake.ledger.entries]).toEqual([1, '', []])
    expect(err).toMatch(/^not-found: .*"Class 2"/u)
  })

  it.each<[string, readonly string[], Record<string, string>, RegExp]>([
    ['two rosters', ['a.csv', 'b.csv'], {}, /^One roster is read[\s\S]+Usage:/u],
    ['a name without an approval', ['--by', 'ana'], {}, /go with --approve/u],
    ['a token without an address', [], { HOUSTON_TOKEN: 'x'.repeat(32) }, /^HOUSTON_URL is missing/u],
  ])('ends in one clear error for %s', async (_name, args, env, message) => {
    const { code, err } = await run('roster-from-csv/main.ts', args, env)
    expect(code).toBe(1)
    expect(err).toMatch(message)
  })
})
