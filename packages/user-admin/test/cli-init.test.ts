import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import { startScene } from './cli-scene.ts'

describe('init', () => {
  it('records who is where, once: what is recorded stays, unless it is to be recorded again', async () => {
    await using aac = await startFakeAac({
      seed: { people: ['me@example.edu', 'ana@example.edu', { email: 'bo@example.edu', status: 'suspended' }] },
    })
    await using houston = await startFakeHouston({
      seed: {
        workspaces: [{ label: 'Class 1' }],
        users: [{ username: 'bo@x.org', roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'Class 1' }] }],
      },
    })
    await using scene = await startScene()
    await scene.configure({
      targets: { spring: await scene.aac(aac), w: await scene.houston(houston, { workspace: 'Class 1' }) },
    })
    const dry = await scene.run(['init', '--dry-run'])
    expect([dry.code, dry.stdout]).toEqual([
      0,
      'TARGET  BASELINE\nspring  would be recorded, 2 people\nw       would be recorded, 1 people\n',
    ])
    const first = await scene.run(['init', '--json'])
    expect([first.code, first.json.data]).toMatchObject([
      0,
      {
        by: 'tester@example.edu',
        baselines: [
          { target: 'spring', baseline: 'recorded', members: 2 },
          { target: 'w', baseline: 'recorded', members: 1 },
        ],
      },
    ])
    const again = await scene.run(['init', '--json', '--target', 'spring'])
    expect(again.json.data).toMatchObject({ baselines: [{ target: 'spring', baseline: 'there' }] })
    const anew = await scene.run(['init', '--again', '--target', 'w', '--quiet'])
    expect([anew.code, anew.stdout, anew.stderr]).toEqual([0, 'TARGET  BASELINE\nw       recorded now, 1 people\n', ''])
    expect([aac.ledger.entries, houston.ledger.entries]).toEqual([[], []])
  })

  it('takes a state that was lost for what it is, and exits with 5', async () => {
    await using aac = await startFakeAac({ seed: { people: 3 } })
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(aac) } })
    await scene.run(['init'])
    for (const file of ['state.db', 'state.db-wal', 'state.db-shm'])
      await rm(join(scene.folder, 'state', file), { force: true })
    const { code, json } = await scene.run(['init', '--json'])
    expect([code, json.ok]).toEqual([5, false])
    expect(json.data).toMatchObject({ baselines: [{ target: 'spring', baseline: 'lost' }] })
    expect((await scene.run(['init', '--again'])).code).toBe(0)
  })
})
