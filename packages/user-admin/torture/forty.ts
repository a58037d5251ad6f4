import { HoustonClient } from '@user-admin/houston-client'
import { type Seed, startFakeHouston } from '@user-admin/houston-client/testing'
import { rosterFromCsv } from '../src/directory/csv.ts'
import {
  applyPlan,
  guardCodes,
  houstonWorkspace,
  makePlan,
  type Plan,
  type Report,
  roster,
  type UserAdmin,
} from '../src/index.ts'

/** A bug that the second plan must show: invitations that nobody sent. */
export type FortyPlant = 'no-invitations'

/** What became of one file over forty workspaces. */
export interface Forty {
  readonly first: Plan
  readonly report: Report
  /** The same file planned again. */
  readonly second: Plan
}

const workspaces = 40
const places = Array.from({ length: workspaces }, (_, index) => `class${String(index).padStart(2, '0')}`)
const email = (index: number): string => `student${index}@example.edu`

/** Each workspace has its own administrator, some people of the file in other roles, and some who are not on it. */
function seedOf(since: (feature: 'deployments' | 'teams' | 'local') => boolean): Seed {
  return {
    workspaces: places.map((id) => ({ id, label: `Class ${id.slice(5)}` })),
    deployments: since('deployments')
      ? places.map((workspace) => ({ id: `${workspace}-airflow`, label: 'airflow', workspace }))
      : [],
    users: [
      { username: 'root@example.edu', emails: ['root@example.edu'], roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
      ...places.map((workspace) => ({
        username: `head-${workspace}@example.edu`,
        emails: [`head-${workspace}@example.edu`],
        roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace }],
      })),
      // Of the file: a third have accounts, in their own workspace, in another one, or in none.
      ...Array.from({ length: 300 }, (_, index) => ({
        username: email(index),
        emails: [email(index)],
        roleBindings:
          index % 3 === 0
            ? [
                {
                  role: index % 2 === 0 ? 'WORKSPACE_VIEWER' : 'WORKSPACE_EDITOR',
                  workspace: places[index % workspaces] ?? '',
                },
              ]
            : index % 3 === 1
              ? [{ role: 'WORKSPACE_VIEWER', workspace: places[(index + 1) % workspaces] ?? '' }]
              : [],
      })),
      ...Array.from({ length: 80 }, (_, index) => ({
        username: `gone${index}@example.edu`,
        emails: [`gone${index}@example.edu`],
        roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: places[index % workspaces] ?? '' }],
      })),
    ],
    teams: since('local')
      ? [{ name: 'Readers', provider: 'local', members: [], roleBindings: [] }]
      : since('teams')
        ? [{ name: 'Readers', provider: 'okta', members: [email(3)], roleBindings: [] }]
        : [],
    invites: Array.from({ length: 20 }, (_, index) => ({
      email: email(300 + index * 3),
      workspace: places[(300 + index * 3) % workspaces] ?? '',
      role: 'WORKSPACE_VIEWER',
    })),
  }
}

/** The file: each workspace named by its id, its label or its page, and every second one said to be whole. */
function fileOf(rows: number, since: (feature: 'deployments' | 'local') => boolean): string {
  const named = (index: number): string => {
    const id = places[index] ?? ''
    return index % 3 === 0 ? id : index % 3 === 1 ? `Class ${id.slice(5)}` : `https://app.houston.example/w/${id}/users`
  }
  const lines = Array.from({ length: rows }, (_, index) => {
    const place = index % workspaces
    const role = ['Workspace Viewer', 'Workspace Editor', 'WORKSPACE_ADMIN'][index % 13 === 0 ? 2 : index % 2] ?? ''
    const on = since('deployments') && index % 4 === 0 ? ['airflow', 'editor'] : ['', '']
    const team = since('local') && index % 9 === 0 ? 'Readers' : ''
    return [email(index), role, named(place), ...on, team, place % 2 === 0 ? 'yes' : ''].join(';')
  })
  const heads = places.map((id, place) =>
    [`head-${id}@example.edu`, 'WORKSPACE_ADMIN', named(place), '', '', '', place % 2 === 0 ? 'yes' : ''].join(';'),
  )
  return ['Email;Role;Workspace;Deployment;Deployment role;Team;Complete', ...lines, ...heads].join('\r\n')
}

const order = ['0.16.6', '0.25', '0.29.5', '0.34', '0.37', 'apc-1', 'apc-2']
/** Carries out one file over forty workspaces of a release, and plans it again. The file has 900 rows unless said otherwise. */
export async function forty(
  release: string,
  { rows = 900, plant }: { readonly rows?: number; readonly plant?: FortyPlant } = {},
): Promise<Forty> {
  const have = (feature: 'deployments' | 'teams' | 'local'): boolean =>
    order.indexOf(release) >= { deployments: 1, teams: 2, local: 4 }[feature]
  await using fake = await startFakeHouston({ release, seed: seedOf(have) })
  const client = new HoustonClient({ url: fake.url, token: fake.token })
  const admins: UserAdmin[] = []
  for (const id of places) admins.push(await houstonWorkspace(client, id))
  const { rows: entries, complete } = rosterFromCsv(fileOf(rows, have))
  const goal = roster(entries, { absent: 'remove', complete })
  const first = await makePlan(admins, goal)
  const report = await applyPlan(plant === undefined ? admins : admins.map(silent), first, {
    approve: { id: first.id, by: 'torture' },
    release: guardCodes,
    concurrency: 8,
  })
  return { first, report, second: await makePlan(admins, goal) }
}

const silent = (admin: UserAdmin): UserAdmin =>
  Object.assign(Object.create(Object.getPrototypeOf(admin) as object) as object, admin, {
    invite: async () => ({ outcome: 'pending' as const }),
  }) as UserAdmin
