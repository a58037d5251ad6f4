import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import { type FakeHouston, startFakeHouston } from '@user-admin/houston-client/testing'
import type { Ran } from '../src/cli/jobs/ran.ts'
import type { Cluster, PodRan } from './cluster-pod.ts'
import { startReceiver, type TestReceiver, testSecret } from './notify-receiver.ts'

const minute = 60_000
export const hour: number = 60 * minute
const day = 24 * hour
/** A Monday, and the Monday after 13 weeks: the clocks of Berlin are set forward in between, on 28 March at 2:00. */
export const monday: number = Date.parse('2027-01-04T00:00:00Z')
const summer = Date.parse('2027-03-28T01:00:00Z')
/** When the cluster starts the night's run: 2:05 in Berlin, and 3:05 on the day that has no 2:05. */
export const nightAt = (index: number): number => {
  const winter = monday + index * day + hour + 5 * minute
  return winter > summer + day / 2 ? winter - hour : winter
}

export const head = 'head@example.edu'
export const staff: readonly string[] = Array.from(
  { length: 120 },
  (_, index) => `p${String(index).padStart(3, '0')}@example.edu`,
)
/** Of the same company, and in neither system: thirty are few of all. */
const elsewhere = Array.from({ length: 300 }, (_, index) => `e${String(index).padStart(3, '0')}@example.edu`)
const label = { id: 'ck0data00000000000000data', label: 'Data' }

/** A company in both systems, and who of it left. */
export interface Company extends AsyncDisposable {
  readonly aac: FakeAac
  readonly houston: FakeHouston
  /** Is told of what runs come to. */
  readonly ops: TestReceiver
  readonly gone: readonly string[]
  /** So many leave: the next export says so. */
  readonly leave: (count: number) => readonly string[]
  /** The personnel office writes its export, every evening. */
  readonly exports: () => Promise<void>
  /** Whether somebody gets in, by the servers' own state: into the one system, and into the other. */
  readonly in: (email: string) => readonly boolean[]
}

/** Both systems, with everybody in both; the personnel office's export; somebody who is told. */
export async function company(cluster: Cluster, clock: { readonly now: () => number }): Promise<Company> {
  const aac = await startFakeAac({
    clock,
    seed: {
      workspaces: [{ name: 'spring' }],
      people: [
        { email: head, isAdmin: true },
        { email: 'second@example.edu', isAdmin: true },
        ...staff.map((email) => ({ email })),
      ],
    },
  })
  const houston = await startFakeHouston({
    clock,
    seed: {
      workspaces: [label],
      users: [
        { username: head, roleBindings: [{ role: 'SYSTEM_ADMIN' }, { role: 'WORKSPACE_ADMIN', workspace: label.id }] },
        ...staff.map((username) => ({
          username,
          roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: label.id }],
        })),
      ],
    },
  })
  const ops = await startReceiver()
  const left = new Set<string>()
  const gone: string[] = []
  return {
    aac,
    houston,
    ops,
    gone,
    leave: (count: number): readonly string[] => {
      const leavers = staff.filter((email) => !left.has(email)).slice(0, count)
      for (const email of leavers) left.add(email)
      gone.push(...leavers)
      return leavers
    },
    exports: async (): Promise<void> => {
      const rows = [head, 'second@example.edu', ...staff, ...elsewhere].map(
        (email, index) => `${1000 + index},${email},${left.has(email) ? 'disabled' : 'active'}`,
      )
      await cluster.mount('export', 'hr.csv', `id,email,status\n${rows.join('\n')}\n`)
    },
    in: (email: string): readonly boolean[] => [aac.canEnter(email), houston.canEnter(email, { workspace: label.id })],
    [Symbol.asyncDispose]: async () => {
      await Promise.all([aac.close(), houston.close(), ops[Symbol.asyncDispose]()])
    },
  }
}

/** The configuration of the cluster: everything in it is of the mounts and of the volume. */
export async function configured(
  cluster: Cluster,
  { aac, houston, ops }: Company,
  credential: object,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const [token, secret] = await Promise.all([
    cluster.mount('secrets', 'houston.token', `${houston.token}\n`),
    cluster.mount('secrets', 'hook.secret', `${testSecret}\n`),
  ])
  const within = { unattended: 'within-guards', assets: 'leave' } as const
  await cluster.configure({
    targets: {
      spring: { system: 'aac', hosts: aac.hosts, credential, ...within },
      data: {
        system: 'houston',
        url: houston.url,
        workspace: label.label,
        credential: { file: token },
        unattended: 'within-guards',
      },
    },
    sources: { hr: { kind: 'csv', file: `${cluster.secrets}/../export/hr.csv`, maxAge: '36h' } },
    jobs: {
      nightly: { cron: '0 2 * * *', timeZone: 'Europe/Berlin', goal: { leavers: 'hr', action: 'remove' }, ...more },
    },
    notify: { ops: { url: ops.url, secret: { file: secret } } },
  } as never)
}

/** What a CronJob runs. */
export const tick: readonly string[] = ['schedule', 'run', '--once', '--json']
export const ticksOf = ({ json }: PodRan): readonly Ran[] => (json.data as { readonly runs: readonly Ran[] }).runs
