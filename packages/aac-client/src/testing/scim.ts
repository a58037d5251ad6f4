import type { Clock } from '@user-admin/wire/fake/clock'
import type { Ledger } from '@user-admin/wire/fake/ledger'
import { byEmail, type FakePerson, type FakeWorkspace, type Provisioned, ulid, type World } from './world.ts'

/** One cycle of the identity provider: what was changed by hand on those whom it provisions is put back (facts §6.1). */
export function cycle(world: World, clock: Clock, ledger: Ledger): void {
  for (const workspace of world.workspaces) {
    for (const provisioned of workspace.provisioned.values()) {
      const { email, roles, groups } = provisioned
      const put = (operation: string, detail: Readonly<Record<string, unknown>> = {}): void =>
        ledger.record({ at: clock.now(), by: 'scim', operation, scope: String(workspace.id), target: email, detail })
      const now = new Date(clock.now()).toISOString()
      let person = byEmail(workspace, email)
      if (person === undefined) {
        person = added(world, workspace, provisioned, now)
        put('scimAdd', { personId: person.id })
      }
      if (person.isDisabled) {
        person.isDisabled = false
        person.lastStateChange = now
        put('scimEnable', { personId: person.id })
      }
      for (const role of roles) person.roles.add(role)
      for (const group of groups) {
        if (!workspace.groups.includes(group)) workspace.groups.push(group)
        if (group.members.has(person.id)) continue
        group.members.add(person.id)
        put('scimAddToGroup', { personId: person.id, group: group.name })
      }
    }
  }
}

/** Whom the identity provider brings comes in without an invitation. */
function added(world: World, workspace: FakeWorkspace, { email, name }: Provisioned, now: string): FakePerson {
  const id = world.accounts.get(email.toLowerCase()) ?? world.nextPersonId
  world.accounts.set(email.toLowerCase(), id)
  world.nextPersonId = Math.max(world.nextPersonId, id + 1)
  const person: FakePerson = {
    id,
    gid: ulid('P', id),
    email,
    name,
    isDisabled: false,
    lastStateChange: null,
    lastLoginTime: null,
    agreementAcceptedAt: now,
    deletedAt: null,
    createdAt: now,
    updatedAt: now,
    roles: new Set(),
    assets: [],
  }
  workspace.people.set(id, person)
  workspace.removed.delete(id)
  return person
}
