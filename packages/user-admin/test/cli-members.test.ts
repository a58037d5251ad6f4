import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import { startScene } from './cli-scene.ts'

describe('members', () => {
  it('lists the people of every target, each with its own', async () => {
    await using scene = await startScene()
    await using aac = await startFakeAac({
      seed: { workspaces: [{ name: 'spring-class' }], people: ['me@example.edu', 'ana@example.edu'] },
    })
    await using houston = await startFakeHouston({
      seed: {
        workspaces: [{ label: 'Class 1' }],
        users: [{ username: 'bo@example.org', roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'Class 1' }] }],
      },
    })
    await scene.configure({
      targets: {
        spring: await scene.aac(aac),
        'class-1': await scene.houston(houston, { workspace: 'Class 1' }),
      },
    })
    const { code, stdout, stderr } = await scene.run(['members', '--quiet'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^TARGET +EMAIL/)
    expect(stdout).toContain('3 people.')
    const { json } = await scene.run(['members', '--json', '--role', 'WORKSPACE_EDITOR'])
    expect(json).toMatchObject({
      command: 'members',
      exit: 0,
      ok: true,
      data: { all: 3, members: [{ target: 'class-1', email: 'bo@example.org' }] },
      targets: [
        { target: 'class-1', ok: true },
        { target: 'spring', ok: true },
      ],
    })
  })
})
