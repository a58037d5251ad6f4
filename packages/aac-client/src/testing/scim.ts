import type { Clock } from '@user-admin/wire/fake/clock'
import type { Ledger } from '@user-admin/wire/fake/ledger'
import { join } from './joining.ts'
import type { FakeAacOptions } from './options.ts'
import { byEmail, type World } from './world.ts'

/** One cycle of the identity provider: what was changed by hand on those whom it provisions is put back (facts §6.1). */
export function cycle(world: World, options: FakeAacOptions, clock: Clock, ledger: Ledger): void {
  for (const workspace of world.workspaces) {
    for (const provisioned of workspace.provisioned.values()) {
      const { email, name, roles, groups } = provisioned
      const put = (operation: string, detail: Readonly<Record<string, unknown>> = {}): void =>
        ledger.record({ at: clock.now(), by: 'scim', operation, scope: String(workspace.id), target: email, detail })
      const now = new Date(clock.now()).toISOString()
      let person = byEmail(workspace, email)
      if (person === undefined) {
        // Whom the identity provider brings comes in without an invitation.
        person = join(world, workspace, options, { email, name, roles, accepted: true, at: now })
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
