import { type FakeHouston, type Seed, startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import type { Plan, Report } from '../src/index.ts'
import { type Ran, type Scene, startScene } from './cli-scene.ts'

type Feature = 'deployments' | 'teams' | 'local'
type Release = (typeof releases)[number]

const releases = ['0.16.6', '0.25', '0.29.5', '0.34', '0.37', 'apc-1', 'apc-2'] as const
const first: Readonly<Record<Feature, Release>> = {
  deployments: '0.25',
  teams: '0.29.5',
  local: '0.37',
}
const has = (release: Release, feature: Feature): boolean =>
  releases.indexOf(release) >= releases.indexOf(first[feature])

const rows = 900
const places = Array.from({ length: 40 }, (_, index) => `class${String(index).padStart(2, '0')}`)
const labelOf = (place: number): string => `Class ${String(place).padStart(2, '0')}`
/** Workspaces whose people also get in through a team of the identity provider. */
const withTeam = 9
const student = (index: number): string => `student${index}@example.edu`
const gone = (index: number): string => `gone${index}@example.edu`
const viewer = (place: number): { role: string; workspace: string } => ({
  role: 'WORKSPACE_VIEWER',
  workspace: places[place] ?? '',
})

/** Of the file, 300 have accounts: as members of their own workspace or of another, or of none. */
function seedOf(release: Release): Seed {
  const seated = (index: number): readonly { role: string; workspace: string }[] => {
    if (index % 3 === 0)
      return [{ ...viewer(index % 40), role: index % 2 === 0 ? 'WORKSPACE_VIEWER' : 'WORKSPACE_EDITOR' }]
    return index % 3 === 1 ? [viewer((index + 1) % 40)] : []
  }
  const account = (email: string, roleBindings: readonly { role: string; workspace?: string }[]) => ({
    username: email,
    emails: [email],
    roleBindings,
  })
  const teams = has(release, 'teams')
    ? Array.from({ length: withTeam }, (_, place) => ({
        name: `Staff of ${labelOf(place)}`,
        provider: 'okta',
        // On the list; not on it, with a role of their own; not on it, with none.
        members: [student(place), gone(place), gone(place + 40)],
        roleBindings: [viewer(place)],
      }))
    : []
  return {
    workspaces: places.map((id, place) => ({ id, label: labelOf(place) })),
    deployments: has(release, 'deployments')
      ? places.map((workspace) => ({ id: `${workspace}-airflow`, label: 'airflow', workspace }))
      : [],
    users: [
      account('root@example.edu', [{ role: 'SYSTEM_ADMIN' }]),
      ...places.map((id, place) => account(`head-${id}@example.edu`, [{ ...viewer(place), role: 'WORKSPACE_ADMIN' }])),
      ...Array.from({ length: 300 }, (_, index) => account(student(index), seated(index))),
      ...Array.from({ length: 80 }, (_, index) =>
        account(gone(index), has(release, 'teams') && index >= 40 && index - 40 < withTeam ? [] : [viewer(index % 40)]),
      ),
    ],
    teams: [
      ...teams,
      ...(has(release, 'local') ? [{ name: 'Readers', provider: 'local', members: [], roleBindings: [] }] : []),
    ],
    invites: Array.from({ length: 20 }, (_, index) => 300 + index * 3).map((index) => ({
      email: student(index),
      ...viewer(index % 40),
    })),
  }
}

/** As a spreadsheet saves it: a row for each person, the workspace by its label, every second one said to be whole. */
function fileOf(release: Release): string {
  const lines = Array.from({ length: rows }, (_, index) => {
    const place = index % 40
    const role = index % 13 === 0 ? 'WORKSPACE_ADMIN' : index % 2 === 0 ? 'Workspace Viewer' : 'Workspace Editor'
    const on = has(release, 'deployments') && index % 4 === 0 ? ['airflow', 'editor'] : ['', '']
    const local = has(release, 'local') && index % 9 === 0 ? 'Readers' : ''
    const team = has(release, 'teams') && index >= 400 && index < 400 + withTeam ? `Staff of ${labelOf(place)}` : local
    return [student(index), role, labelOf(place), ...on, team, place % 2 === 0 ? 'yes' : ''].join(';')
  })
  const heads = places.map((id, place) =>
    [`head-${id}@example.edu`, 'WORKSPACE_ADMIN', labelOf(place), '', '', '', place % 2 === 0 ? 'yes' : ''].join(';'),
  )
  return `\uFEFF${['Email;Role;Workspace;Deployment;Deployment role;Team;Complete', ...lines, ...heads, ''].join('\r\n')}`
}

async function sceneOf(fake: FakeHouston, release: Release): Promise<Scene> {
  const scene = await startScene()
  // 0.16.6 shows a service account no list of workspaces, and finds one by its id only.
  const workspaces = release === '0.16.6' ? places : places.map((_, place) => labelOf(place))
  await scene.configure({ targets: { classes: await scene.houston(fake, { workspaces }) } })
  await scene.file('roster.csv', fileOf(release))
  return scene
}

const roster = ['plan', 'roster', 'roster.csv', '--absent', 'remove', '--json']
const planIn = ({ json }: Ran): Plan => (json.data as { readonly plan: Plan }).plan
/** Approved by its id, with each of its guards released by its name. */
const applied = async (scene: Scene, plan: Plan): Promise<{ readonly code: number; readonly report: Report }> => {
  const { code, json } = await scene.run([
    'apply',
    'plan.json',
    '--approve',
    plan.id,
    ...(plan.held.length === 0 ? [] : ['--release', [...new Set(plan.held.map((held) => held.code))].join(',')]),
    '--json',
  ])
  return { code, report: (json.data as { readonly report: Report }).report }
}

describe('forty teams from one file', () => {
  it.each(releases)(
    'are as it says on %s, and a second plan has nothing to do',
    async (release) => {
      await using fake = await startFakeHouston({ release, seed: seedOf(release) })
      await using scene = await sceneOf(fake, release)
      const made = await scene.run([...roster, '--out', 'plan.json'])
      const plan = planIn(made)
      expect([made.code, plan.scopes.length, made.json.targets?.length]).toEqual([4, 40, 40])
      const accounts = new Set(fake.state.users.flatMap(({ emails }) => emails.map(({ address }) => address)))
      const invited = new Set(fake.state.invites.map(({ id }) => id))

      const { code, report } = await applied(scene, plan)
      expect([code, report.counts]).toMatchObject([
        release === '0.16.6' ? 0 : 7,
        { failed: 0, unknown: 0, skipped: 0, remains: has(release, 'teams') ? 5 : 0 },
      ])

      // Houston mails who has no account, and lets in at once who has one.
      const mails = fake.state.invites.filter(({ id }) => !invited.has(id)).map(({ email }) => email)
      const joining = plan.steps.filter(({ action, email }) => action === 'invite' && accounts.has(email))
      expect([mails.length, new Set(mails).size]).toEqual([plan.mails - joining.length, mails.length])
      expect(mails.length).toBeGreaterThan(500)

      const second = await scene.run(roster)
      const again = planIn(second)
      // Nothing is left to do; the code says that somebody still gets in.
      expect([second.code, again.steps, again.mails]).toEqual([has(release, 'teams') ? 7 : 0, [], 0])
      // Nobody whom a team lets in is said to be out: what is left of them is named, and where to take it.
      const held = Array.from({ length: withTeam }, (_, place) => place).flatMap((place) =>
        place % 2 === 0 && has(release, 'teams') ? [gone(place), gone(place + 40)] : [],
      )
      const unplaced = again.blocked.filter(({ action }) => action === 'set-deployment-role')
      // Before 0.30 only who administers a deployment gives roles there: no key of a platform does (facts §5.3).
      expect(unplaced.length).toBe(release === '0.25' || release === '0.29.5' ? rows / 4 : 0)
      const blocked = new Set(again.blocked.map(({ email }) => email))
      expect(held.filter((email) => !blocked.has(email))).toEqual([])
      const stillIn = Array.from({ length: 40 }, (_, index) => gone(index * 2)).filter((email, index) =>
        fake.canEnter(email, { workspace: places[(index * 2) % 40] }),
      )
      expect(stillIn.toSorted()).toEqual(held.toSorted())
    },
    600_000,
  )

  it('are left as they are where SCIM holds the people, and nothing is said to be done', async () => {
    await using fake = await startFakeHouston({ release: '0.37', scim: true, seed: seedOf('0.37') })
    await using scene = await sceneOf(fake, '0.37')
    const plan = planIn(await scene.run([...roster, '--out', 'plan.json']))
    const before = fake.state
    const { code, report } = await applied(scene, plan)
    expect(code).toBe(1)
    expect(report.counts).toMatchObject({ done: 0, pending: 0, remains: 0 })
    expect(fake.state).toEqual(before)
    const failure = report.results.find(({ outcome }) => outcome === 'failed')
    expect(failure?.reason).toContain('A read after the run shows that it is not done.')
    expect(planIn(await scene.run(roster)).steps.length).toBe(plan.steps.length)
  }, 600_000)
})
