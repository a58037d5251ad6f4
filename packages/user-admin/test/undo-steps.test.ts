import { describe, expect, it } from 'vitest'
import { leavers, type Member, roster, summarise } from '../src/index.ts'
import { member, workspaceScope } from './memory.ts'
import { editor, Scene, what } from './undo-scene.ts'

describe('undoPlan of other steps', () => {
  it('lets in again who was suspended, and nobody who was changed since', async () => {
    const scene = new Scene([editor, member('cy@example.edu'), member('di@example.edu')])
    await scene.run(leavers([editor.email, 'cy@example.edu', 'di@example.edu']))
    scene.change('cy@example.edu', { roles: ['admin'] })
    scene.change('di@example.edu', { status: 'active' })
    const plan = await scene.undo()
    expect(what(plan)).toEqual(['let ana@example.edu in again in workspace spring-class'])
    expect(plan.kept).toMatchObject([{ email: 'cy@example.edu', code: 'changed-since' }])
    expect(summarise(plan)).toContain('1 to let in again')
    const report = await scene.apply(plan)
    expect([report.counts.done, scene.find(editor.email)?.status]).toEqual([1, 'active'])
  })

  it('sets roles back, those that the run added included', async () => {
    const scene = new Scene([member('ana@example.edu', { roles: ['viewer'] })])
    await scene.run(roster([{ email: 'ana@example.edu', roles: ['editor'] }]))
    expect(scene.find('ana@example.edu')?.roles).toEqual(['viewer', 'editor'])
    const plan = await scene.undo()
    expect(plan.steps).toMatchObject([
      { what: 'make ana@example.edu no longer Editor in workspace spring-class', lowers: true, takesAdmin: false },
    ])
    expect((await scene.apply(plan)).left).toEqual([])
    expect(scene.find('ana@example.edu')?.roles).toEqual(['viewer'])
  })

  it('takes no role from who is protected by then', async () => {
    const scene = new Scene([member('ana@example.edu', { roles: ['viewer'] })])
    await scene.run(roster([{ email: 'ana@example.edu', roles: ['editor'] }]))
    const plan = await scene.undo({ policy: { protect: ['ana@example.edu'] } })
    expect(plan).toMatchObject({ steps: [], kept: [{ code: 'protected' }] })
  })

  it('sets roles on deployments back, and takes those that nobody held', async () => {
    const access: Member['access'] = [
      { via: 'direct', role: 'editor', managedBy: 'here' },
      { via: 'deployment', id: 'd1', name: 'etl', role: 'DEPLOYMENT_VIEWER', managedBy: 'here' },
    ]
    const scene = new Scene([member('ana@example.edu', { roles: ['editor'], access })], workspaceScope)
    scene.admin.offer({
      deployments: [
        { id: 'd1', name: 'etl' },
        { id: 'd2', name: 'reports' },
      ],
    })
    const row = { email: 'ana@example.edu', deploymentRole: 'admin' }
    await scene.run(
      roster([
        { ...row, deployment: 'd1' },
        { ...row, deployment: 'd2' },
      ]),
    )
    const plan = await scene.undo()
    expect(what(plan)).toEqual([
      'give ana@example.edu DEPLOYMENT_VIEWER on etl in workspace Data',
      'take ana@example.edu off d2 in workspace Data',
    ])
    await scene.apply(plan)
    expect(scene.find('ana@example.edu')?.access.map(({ role }) => role)).toEqual(['editor', 'DEPLOYMENT_VIEWER'])
  })

  it('withdraws the invitations that the run sent only where that is asked for, and only open ones', async () => {
    const scene = new Scene([])
    await scene.run(roster(['ana@example.edu', 'cy@example.edu']))
    const kept = await scene.undo()
    expect([kept.steps, kept.goal.kind === 'undo' && kept.goal.lost.length]).toEqual([[], 2])
    scene.change('cy@example.edu', { status: 'active' })
    const plan = await scene.undo({ invitations: true })
    expect(what(plan)).toEqual(['withdraw the invitation of ana@example.edu to workspace spring-class'])
    expect((await scene.apply(plan)).left).toEqual([])
  })
})
