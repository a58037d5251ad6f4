import { type FakeAac, type SeedPerson, startFakeAac } from '@user-admin/aac-client/testing'
import { type FakeHouston, startFakeHouston } from '@user-admin/houston-client/testing'
import type { Plan, Report } from '../src/index.ts'
import type { Ran } from './cli-scene.ts'

/** What the commands for single people answer. */
export interface Ordered {
  readonly plan: Plan
  readonly line?: string
  readonly report?: Report
}

/** The answer of a command line with `--json`. */
export const answerOf = ({ json }: Ran): Ordered => json.data as Ordered

/** How each step ended: `remove done`. */
export const endsOf = (ran: Ran): readonly string[] =>
  (answerOf(ran).report?.results ?? []).map(({ step, outcome }) => `${step.action} ${outcome}`)

/** A class of AAC with two administrators and so many people that no guard counts one of them. */
export const startClass = (...people: readonly SeedPerson[]): Promise<FakeAac> =>
  startFakeAac({
    seed: {
      workspaces: [
        {
          name: 'spring-class',
          people: [
            { email: 'me@example.edu', isAdmin: true },
            { email: 'bo@example.edu', isAdmin: true },
            ...people,
            ...Array.from({ length: 30 }, (_, index) => `student${index}@example.edu`),
          ],
        },
      ],
    },
  })

/** A Houston with one workspace of thirty, a team of the identity provider, and a deployment. */
export const startHouston = (): Promise<FakeHouston> =>
  startFakeHouston({
    seed: {
      workspaces: [{ label: 'Class 1', members: 30 }],
      deployments: [{ label: 'etl', workspace: 'Class 1' }],
      users: [
        { username: 'ana@example.edu', roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'Class 1' }] },
        { username: 'teamed@example.edu', roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'Class 1' }] },
      ],
      teams: [
        {
          name: 'ops',
          members: ['teamed@example.edu'],
          roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'Class 1' }],
        },
      ],
    },
  })
