// The two jobs, as a program of a user does them: with what was installed, against the fakes that come along. Each package
// is handed in, so that the same lines are done by a program that imports and by one that requires.
import type * as Aac from '@user-admin/aac-client'
import type * as AacTesting from '@user-admin/aac-client/testing'
import type * as Houston from '@user-admin/houston-client'
import type * as HoustonTesting from '@user-admin/houston-client/testing'
import type * as Core from 'user-admin'

export interface Parts {
  readonly aac: typeof Aac
  readonly aacTesting: typeof AacTesting
  readonly core: typeof Core
  readonly houston: typeof Houston
  readonly houstonTesting: typeof HoustonTesting
}

function same(what: string, found: unknown, wanted: unknown): void {
  const [is, should] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (is !== should) throw new Error(`${what}: ${is}, and not ${should}`)
}

/** One person is created, read, given another role, and removed. */
async function crud({ core, houston, houstonTesting }: Parts): Promise<void> {
  const fake = await houstonTesting.startFakeHouston({ seed: { workspaces: ['Data Platform'], users: 12 } })
  try {
    const client = new houston.HoustonClient({ url: fake.url, token: fake.token })
    const team = await core.houstonWorkspace(client, 'Data Platform')
    const person: Core.UserRef & { readonly email: string } = { email: 'new.person@example.edu' }
    const created: Core.Change = await team.invite({ ...person, roles: ['WORKSPACE_VIEWER'] })
    const read: Core.Member | undefined = await team.get(person)
    const changed = await team.setRoles(person, ['WORKSPACE_EDITOR'])
    const removed = await team.remove(person)
    same(
      'create, read, change, remove',
      [created.outcome, read?.status, changed.outcome, changed.member?.roles, removed.outcome],
      ['pending', 'invited', 'pending', ['WORKSPACE_EDITOR'], 'done'],
    )
    same('who was removed', (await team.get(person)) === undefined, true)
    same('can enter', fake.canEnter(person.email), false)

    const refused = await core
      .houstonWorkspace(new houston.HoustonClient({ url: fake.url, token: 'not-a-token' }), 'Data Platform')
      .then(() => undefined)
      .catch((error: unknown) => error)
    // A class that a package brought along a second time would be another one.
    if (!(refused instanceof core.UserAdminError)) throw new Error('the error is of another class')
    if (!(refused.cause instanceof houston.HoustonError)) throw new Error('the cause is of another class')
    same('the problem', refused.problem, 'unauthenticated')
  } finally {
    await fake.close()
  }
}

/** Everybody but two is taken out of a workspace, by a plan that was approved and a guard that was released by its name. */
async function clear({ aac, aacTesting, core }: Parts): Promise<void> {
  const emails = ['me', 'ta', ...Array.from({ length: 25 }, (_, index) => `student${index + 1}`)].map(
    (name) => `${name}@example.edu`,
  )
  const people = emails.map((email, index) => ({ email, isAdmin: index < 2, assets: index % 3 }))
  const fake = await aacTesting.startFakeAac({ seed: { workspaces: [{ id: 41877, name: 'spring-class' }], people } })
  try {
    const client = new aac.AacClient({ hosts: fake.hosts, token: fake.tokens().accessToken })
    const spring = await core.aacWorkspace(client, 'spring-class')
    const stay = emails.slice(0, 2)
    const plan: Core.Plan = await core.makePlan(spring, core.keepOnly(stay), {
      assets: { transferTo: { email: 'ta@example.edu' } },
    })
    same('steps', plan.steps.filter(({ action }) => action === 'remove').length, 25)
    same('held by', [...new Set(plan.held.map(({ code }) => code))], ['per-run'])
    const report: Core.Report = await core.applyPlan(spring, plan, {
      approve: { id: plan.id, by: 'ta' },
      release: ['per-run'],
    })
    same('left', report.left, [])
    same(
      'who can enter',
      emails.filter((email) => fake.canEnter(email)),
      stay,
    )
  } finally {
    await fake.close()
  }
}

export async function jobs(parts: Parts): Promise<void> {
  await crud(parts)
  console.log('one user of Houston: created, read, changed, removed')
  await clear(parts)
  console.log('an AAC workspace: cleared')
}
