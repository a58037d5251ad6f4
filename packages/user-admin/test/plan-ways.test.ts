import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forty } from '../torture/forty.ts'
import { aac, houston, type Judged, type PlanPlant, planPlants, type Tally, ways } from '../torture/plan.ts'
import { type AacWorld, aacWorld, type HoustonWorld, houstonWorld, type Wish, wish } from '../torture/plan-worlds.ts'

// The short form of `pnpm torture plan`; spellings and approvals have their own files.
const tally: Tally = { promisedDone: 0, blocked: 0, remains: 0, unknown: 0 }
async function judged(open: Promise<Judged>, asked: Wish, plant?: PlanPlant): Promise<void> {
  const world = await open
  try {
    await ways(world, asked, plant, tally)
  } finally {
    await world.close()
  }
}

describe('what a plan promises', () => {
  it('is so in random worlds of teams, groups, system and deployment roles, second addresses and invitations', async () => {
    const property = fc.asyncProperty(houstonWorld, aacWorld, wish, async (one, other, asked) => {
      await judged(houston(one), asked)
      await judged(aac(other), asked)
    })
    const details = await fc.check(property, { numRuns: 25 })
    expect(details.failed ? fc.defaultReportMessage(details) : 'held').toBe('held')
    expect(tally.promisedDone).toBeGreaterThan(0)
  }, 120_000)

  const ana = 'p0@example.edu'
  const inHouston = (role: object, teams: object[] = [], invites: object[] = []): HoustonWorld =>
    ({
      release: '0.37',
      scope: 'workspace',
      caller: 'key',
      people: [ana],
      seed: {
        workspaces: [{ id: 'ws1', label: 'ws1' }],
        users: [
          { username: 'root@example.edu', emails: ['root@example.edu'], roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
          {
            username: 'boss@example.edu',
            emails: ['boss@example.edu'],
            roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'ws1' }],
          },
          ...(invites.length > 0 ? [] : [{ username: ana, emails: [ana], roleBindings: [role, direct] }]),
        ],
        teams,
        invites,
      },
    }) as HoustonWorld
  const direct = { role: 'WORKSPACE_VIEWER', workspace: 'ws1' }
  const inAac: AacWorld = {
    people: [ana],
    seed: {
      people: [
        { email: 'root@example.edu', isAdmin: true },
        { email: 'boss@example.edu', isAdmin: true },
        { email: ana, isAdmin: false, roles: ['Viewer'], scim: true },
      ],
      groups: [{ name: 'group0', members: [ana], roles: ['Viewer'], scimEnabled: true }],
    },
  }
  const leaves: Wish = { kind: 'leavers', chosen: [0], action: 'remove' }
  const team = { name: 'team0', provider: 'okta', members: [ana], roleBindings: [direct] }
  const worlds: Readonly<Record<PlanPlant, () => Promise<Judged>>> = {
    'forget-teams': () => houston(inHouston(direct, [team])),
    'forget-system': () => houston(inHouston({ role: 'SYSTEM_VIEWER' })),
    'forget-groups': () => aac(inAac),
    'promise-done': () => houston(inHouston({ role: 'SYSTEM_VIEWER' })),
    'forget-invitations': () =>
      houston(inHouston(direct, [], [{ email: ana, workspace: 'ws1', role: 'WORKSPACE_VIEWER' }])),
  }
  it.each(planPlants)('is judged by an oracle that finds the planted bug %s', async (plant) => {
    await expect(judged(worlds[plant](), leaves)).resolves.toBeUndefined()
    await expect(judged(worlds[plant](), leaves, plant)).rejects.toThrow('a way in stays')
  })
})

describe('one file for forty workspaces', () => {
  it('leaves nothing to a second plan', async () => {
    const { report, second } = await forty('0.34', { rows: 160 })
    expect(report.counts).toMatchObject({ failed: 0, unknown: 0, skipped: 0 })
    expect(second.steps).toEqual([])
  }, 120_000)

  it('leaves to it whatever was not done', async () => {
    expect((await forty('0.34', { rows: 160, plant: 'no-invitations' })).second.steps.length).toBeGreaterThan(50)
  }, 120_000)
})
