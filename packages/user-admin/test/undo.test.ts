import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  guardCodes,
  leavers,
  type Member,
  makePlan,
  roster,
  summarise,
  type UndoOptions,
  undoPlan,
} from '../src/index.ts'
import { member, platformScope, workspaceScope } from './memory.ts'
import { editor, Scene, second, stay, what } from './undo-scene.ts'

describe('undoPlan of a removal', () => {
  it('invites with the roles that were held, and has nothing left once that is done', async () => {
    const scene = new Scene([editor])
    await scene.run(stay)
    const plan = await scene.undo()
    expect(what(plan)).toEqual(['invite ana@example.edu to workspace spring-class as Editor, Viewer'])
    const report = await scene.apply(plan)
    expect([report.counts.pending, report.left]).toEqual([1, []])
    expect(scene.find(editor.email)).toMatchObject({ status: 'invited', roles: ['editor', 'viewer'] })
  })

  it('is one plan however often it is made, with the run and the plan that it undoes in its goal', async () => {
    const scene = new Scene([editor])
    const { run, plan } = await scene.run(stay)
    const undo = await scene.undo()
    expect(undo.goal).toMatchObject({ kind: 'undo', run, plan, invitations: false })
    expect((await scene.undo()).id).toBe(undo.id)
    expect((await scene.undo({ run })).id).toBe(undo.id)
  })

  it.each<[string, Partial<Member>]>([
    ['in other roles', { roles: ['admin'] }],
    ['suspended', { roles: editor.roles, status: 'suspended' }],
  ])('leaves alone whom somebody else invited again %s, and says so', async (_how, by) => {
    const scene = new Scene([editor])
    await scene.run(stay)
    scene.admin.members.push(member(editor.email, { mark: 'another', ...by }))
    const plan = await scene.undo()
    expect(plan.steps).toEqual([])
    expect(plan.kept).toMatchObject([{ email: editor.email, code: 'changed-since' }])
    expect(summarise(plan)).toContain('1 changed by somebody else since (changed-since)')
    expect(summarise(plan)).toContain('  ana@example.edu: Was invited again by somebody else since the run')
  })

  it('says nothing of whom somebody else invited again as before', async () => {
    const scene = new Scene([editor])
    await scene.run(stay)
    scene.admin.members.push(member(editor.email, { roles: editor.roles, mark: 'another' }))
    const { steps, kept } = await scene.undo()
    expect([steps, kept]).toEqual([[], []])
  })

  it('leaves out who was suspended, for an invitation would let them in, as the removal said', async () => {
    const scene = new Scene([{ ...editor, status: 'suspended' }])
    const removal = await makePlan(scene.admin, stay, { assets: 'leave' })
    expect(removal.irreversible.join()).toContain('An undo leaves out who is suspended')
    await scene.apply(removal)
    const plan = await scene.undo()
    expect([plan.steps, plan.blocked.map(({ reason }) => reason)]).toEqual([
      [],
      ['The person was suspended, and an invitation would let them in.'],
    ])
  })

  it('lists what was handed over, and what went with the person', async () => {
    const scene = new Scene([editor, member('cy@example.edu')])
    await scene.run(stay, {
      assets: {
        transferTo: { email: second.email },
        except: [{ of: { email: 'cy@example.edu' }, transferTo: 'leave' }],
      },
    })
    const plan = await scene.undo()
    const { goal } = plan
    expect(goal.kind === 'undo' ? goal.lost.map(({ email, reason }) => [email, reason]) : []).toEqual([
      ['ana@example.edu', 'What the person owned stays with bo@example.edu, as far as it was handed over.'],
      [
        'cy@example.edu',
        'What the person owned left spring-class with them; only the vendor’s support can bring it back, within 14 days of the removal.',
      ],
    ])
    expect(summarise(plan)).toContain('Stays as the run left it (2)')
  })

  it('gives what waited for the acceptance by a second undo', async () => {
    const deployments = [{ id: 'd1', name: 'etl' }]
    const access: Member['access'] = [
      { via: 'direct', role: 'editor', managedBy: 'here' },
      { via: 'deployment', id: 'd1', name: 'etl', role: 'DEPLOYMENT_ADMIN', managedBy: 'here' },
    ]
    const scene = new Scene([member('ana@example.edu', { roles: ['editor'], access })], workspaceScope)
    scene.admin.offer({ deployments })
    await scene.run(stay)
    const plan = await scene.undo()
    expect(what(plan)).toEqual(['invite ana@example.edu to workspace Data as Editor, DEPLOYMENT_ADMIN on etl'])
    await scene.apply(plan)
    expect((await scene.undo()).later.map((one) => one.what)).toEqual([
      'give ana@example.edu DEPLOYMENT_ADMIN on etl in workspace Data',
    ])
    scene.change('ana@example.edu', { status: 'active', access: access.slice(0, 1) })
    const again = await scene.undo()
    expect(what(again)).toEqual(['give ana@example.edu DEPLOYMENT_ADMIN on etl in workspace Data'])
    await scene.apply(again)
    expect((await scene.undo()).steps).toEqual([])
  })

  it('leaves alone whom its own first undo invited and somebody else changed since', async () => {
    const scene = new Scene([editor])
    await scene.run(stay)
    await scene.apply(await scene.undo())
    scene.change(editor.email, { status: 'active', roles: ['viewer'] })
    expect(await scene.undo()).toMatchObject({ steps: [], kept: [{ code: 'changed-since' }] })
    scene.admin.members = scene.admin.members.filter(({ email }) => email !== editor.email)
    expect(await scene.undo()).toMatchObject({ steps: [], kept: [{ email: editor.email, code: 'changed-since' }] })
  })

  it('takes roles that the system gave with the invitation once it was accepted', async () => {
    const scene = new Scene([editor])
    await scene.run(stay)
    const { invite } = scene.admin
    scene.admin.invite = async (person, options) => {
      const { outcome } = await invite(person, options)
      scene.change(person.email, { roles: ['editor', 'viewer', 'admin'], admin: true })
      return { outcome, member: scene.find(person.email) }
    }
    expect((await scene.apply(await scene.undo())).left).toEqual([])
    const drop = 'make ana@example.edu no longer Workspace Admin in workspace spring-class'
    expect(await scene.undo()).toMatchObject({ steps: [], later: [{ what: drop }] })
    scene.change(editor.email, { status: 'active' })
    expect(what(await scene.undo())).toEqual([drop])
  })

  it('invites a deleted account anew, lists what it held elsewhere, and gives the system role later', async () => {
    const native = {
      roleBindings: [
        { role: 'SYSTEM_VIEWER' },
        { role: 'WORKSPACE_EDITOR', workspace: { id: 'ws1', label: 'Data' } },
        { role: 'DEPLOYMENT_ADMIN', deployment: { id: 'd1', label: null } },
      ],
    }
    const scene = new Scene([member('ana@example.edu', { roles: ['viewer'], native })], platformScope)
    await scene.run(stay)
    const plan = await scene.undo()
    expect(what(plan)).toEqual(['invite ana@example.edu to the platform example.com'])
    expect(plan.later.map((one) => one.what)).toEqual(['make ana@example.edu Viewer at the platform example.com'])
    expect(plan.goal.kind === 'undo' ? plan.goal.lost.map(({ reason }) => reason) : []).toEqual([
      'Roles elsewhere are given back by a plan for each of these workspaces: WORKSPACE_EDITOR in Data (ws1), DEPLOYMENT_ADMIN in d1.',
      'The account was deleted: a new one has another id, and what the old one’s tokens and sessions opened stays shut.',
    ])
    await scene.apply(plan)
    scene.change('ana@example.edu', { status: 'active' })
    expect(what(await scene.undo())).toEqual(['make ana@example.edu Viewer in the platform example.com'])
  })
})

describe('undoPlan', () => {
  it('undoes the newest run that did something, one that is named, or a part of it', async () => {
    const scene = new Scene([editor, member('cy@example.edu'), member('di@example.edu')])
    const first = await scene.run(leavers([editor.email], { action: 'remove' }))
    await scene.run(leavers(['cy@example.edu', 'di@example.edu'], { action: 'remove' }))
    await scene.run(leavers(['cy@example.edu'], { action: 'remove' }))
    const emails = async (options: UndoOptions): Promise<readonly string[]> =>
      (await scene.undo(options)).steps.map(({ email }) => email)
    expect(await emails({})).toEqual(['cy@example.edu', 'di@example.edu'])
    expect(await emails({ run: first.run })).toEqual([editor.email])
    expect(await emails({ people: ['di@example.edu'] })).toEqual(['di@example.edu'])
  })

  it('leaves to guards what they hold, as in every plan', async () => {
    const people = Array.from({ length: 12 }, (_, index) => member(`p${index}@example.edu`, { roles: ['viewer'] }))
    const scene = new Scene(people)
    await scene.run(roster(people.map(({ email }) => ({ email, roles: ['editor'] }))))
    expect((await scene.undo()).held).toMatchObject([{ code: 'per-run', steps: 12 }])
  })

  it.each<[string, UndoOptions, string, RegExp]>([
    ['a run that is not there', { run: 'none' }, 'not-found', /no run "none"/],
    ['somebody whom it did nothing to', { people: ['nobody@example.edu'] }, 'invalid', /did nothing to nobody@/],
    ['an empty list', { people: [] }, 'invalid', /names nobody/],
    ['an option that there is not', { persons: [] } as UndoOptions, 'invalid', /undoPlan has no "persons"/],
  ])('refuses %s', async (_case, options, problem, message) => {
    const scene = new Scene([editor])
    await scene.run(stay)
    const undoing = scene.undo(options)
    await expect(undoing).rejects.toMatchObject({ problem, message: expect.stringMatching(message) as string })
  })

  it('says that there is nothing to undo', async () => {
    const scene = new Scene([])
    await expect(scene.undo()).rejects.toMatchObject({ problem: 'not-found' })
    await expect(undoPlan(scene.admin, undefined as never)).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('undoes a run of several scopes where credentials are given, and says where none was', async () => {
    const one = new Scene([editor])
    const other = new Scene([member('ana@example.edu', { roles: ['viewer'] })], workspaceScope)
    const admins = [one.admin, other.admin]
    const plan = await makePlan(admins, leavers([editor.email], { action: 'remove' }), { assets: 'leave' })
    await applyPlan(admins, plan, { approve: { id: plan.id, by: 'ana' }, release: guardCodes, state: one.state })
    expect(what(await undoPlan(admins, one.state.journal))).toEqual([
      'invite ana@example.edu to workspace Data as Viewer',
      'invite ana@example.edu to workspace spring-class as Editor, Viewer',
    ])
    const half = await undoPlan(one.admin, one.state.journal)
    expect(half.goal).toMatchObject({
      lost: [{ reason: 'What was done in Data is not undone: no credential of it was given.' }, {}],
    })
  })
})
