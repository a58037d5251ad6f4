import { utimes } from 'node:fs/promises'
import { type FakeAac, manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import type { JobForm } from '../src/cli/config/job-form.ts'
import type { Ran } from '../src/cli/jobs/ran.ts'
import { type Ran as Ended, type Scene, startScene } from './cli-scene.ts'

const hour = 3_600_000
const noon = Date.parse('2027-01-04T12:00:00Z')
const clocked = new URL('clocked.ts', import.meta.url).href
export const staff: readonly string[] = Array.from(
  { length: 40 },
  (_, index) => `p${String(index).padStart(2, '0')}@example.edu`,
)

/** A folder with a job, and the workspace that it is for. */
export interface Nightly extends AsyncDisposable {
  readonly scene: Scene
  readonly fake: FakeAac
  /** So many have left; the file is of this moment. */
  readonly left: (count: number) => Promise<void>
  readonly run: (words: readonly string[], around?: Parameters<Scene['run']>[1]) => Promise<Ended>
  readonly later: (hours: number) => void
  /** How many are in the workspace. */
  readonly inside: () => number
}

/** A workspace and a job that looks after it every night at two, in a folder whose clock a test moves. */
export async function nightly(
  job: Partial<JobForm> = {},
  { latency = 0, others = {} }: { readonly latency?: number; readonly others?: Readonly<Record<string, JobForm>> } = {},
): Promise<Nightly> {
  const clock = manualClock(noon)
  const fake = await startFakeAac({
    clock,
    latency,
    seed: {
      workspaces: [{ name: 'spring' }],
      people: [
        { email: 'me@example.edu', isAdmin: true },
        { email: 'ta@example.edu', isAdmin: true },
        ...staff.map((email, index) => ({ email, name: index === 0 ? '=Ana' : `Person ${index}` })),
      ],
    },
  })
  const scene = await startScene()
  const target = await scene.aac(fake)
  await scene.configure({
    targets: { spring: { ...target, assets: 'leave', unattended: 'within-guards' } },
    sources: { hr: { kind: 'csv', file: 'hr.csv' } },
    jobs: {
      nightly: { cron: '0 2 * * *', timeZone: 'UTC', goal: { leavers: 'hr', action: 'remove' }, ...job },
      ...others,
    },
  })
  return {
    scene,
    fake,
    left: async (count) => {
      const rows = ['me@example.edu', 'ta@example.edu', ...staff].map(
        (email, index) => `${index},${email},${index >= 2 && index < 2 + count ? 'disabled' : 'active'}`,
      )
      const path = await scene.file('hr.csv', `id,email,status\n${rows.join('\n')}\n`)
      await utimes(path, clock.now() / 1000, clock.now() / 1000)
    },
    run: (words, around = {}) =>
      scene.run(words, { ...around, env: { NODE_OPTIONS: `--import=${clocked}`, CLOCKED_AT: String(clock.now()) } }),
    later: (hours) => clock.advance(hours * hour),
    inside: () => (fake.state[0]?.people ?? []).length,
    [Symbol.asyncDispose]: async () => {
      await fake.close()
      await scene[Symbol.asyncDispose]()
    },
  }
}

/** What a scheduler of somebody else runs. */
export const once: readonly string[] = ['schedule', 'run', '--once', '--json']
export const runsOf = ({ json }: Ended): readonly Ran[] => (json.data as { readonly runs: readonly Ran[] }).runs
export const changes = ({ ledger }: FakeAac): number => ledger.entries.length
