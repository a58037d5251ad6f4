import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import { exitOfReport, exitOfUnattended } from '../src/cli/exit.ts'
import type { Plan } from '../src/index.ts'
import { startScene } from './cli-scene.ts'

describe('the exit code', () => {
  it('is 7, and never 0, where somebody who should go still gets in by a team that nothing here can change', async () => {
    await using fake = await startFakeHouston({
      seed: {
        workspaces: [{ label: 'Class 1', members: 30 }],
        users: [
          { username: 'idp@example.edu', roleBindings: [] },
          { username: 'ana@example.edu', roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'Class 1' }] },
        ],
        teams: [
          {
            name: 'ops',
            members: ['idp@example.edu'],
            roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'Class 1' }],
          },
        ],
      },
    })
    await using scene = await startScene()
    await scene.configure({ targets: { class: await scene.houston(fake, { workspace: 'Class 1' }) } })
    const plan = ['plan', 'leavers', '--action', 'remove', 'idp@example.edu', '--out']
    expect((await scene.run([...plan, 'one.json'])).code).toBe(7)
    const nothing = await scene.run(['apply', 'one.json'])
    expect([nothing.code, nothing.stdout]).toEqual([7, expect.stringContaining('gets in through team ops') as string])

    const { json } = await scene.run([...plan, 'two.json', 'ana@example.edu', '--json'])
    const { id } = (json.data as { readonly plan: Plan }).plan
    const done = await scene.run(['apply', 'two.json', '--approve', id])
    expect(done.code).toBe(7)
    expect(done.stdout).toContain('Ended: 1 done')
  })

  it('is 7 where every step ended well, and nobody knows how the scope looks now', () => {
    expect(exitOfReport({ results: [], notRead: 'The scope could not be read again.' })).toBe(7)
    expect(exitOfReport({ results: [], left: [] })).toBe(0)
    const left = [
      { email: 'ana@example.edu', what: 'take ana@example.edu out', reason: 'New since the plan was made.' },
    ]
    expect(exitOfReport({ results: [], left })).toBe(7)
    expect(exitOfUnattended({ outcome: 'nothing-to-do' })).toBe(0)
  })
})
