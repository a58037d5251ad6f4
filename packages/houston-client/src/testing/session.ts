import { failures } from './failures.ts'
import type { Profile } from './profiles.ts'
import { type Caller, Permissions } from './rbac.ts'
import type { BindingRow, State } from './state.ts'
import { timeOf, type World } from './world.ts'

/** The work on one request: the world, who asks, and what is noted of a change. */
export class Session {
  readonly world: World
  readonly state: State
  readonly profile: Profile
  readonly access: Permissions

  constructor(world: World, caller: Caller | undefined) {
    this.world = world
    this.state = world.state
    this.profile = world.profile
    this.access = new Permissions(caller, world.profile, world.state)
  }

  /** Notes a change: what was done to whom, where. */
  record(
    operation: string,
    scope: string | undefined,
    target: string,
    detail?: Readonly<Record<string, unknown>>,
  ): void {
    const { ledger, clock } = this.world
    ledger.record({
      at: clock.now(),
      by: this.access.caller?.name ?? 'nobody',
      operation,
      scope: scope ?? 'platform',
      target,
      ...(detail === undefined ? {} : { detail }),
    })
  }

  bind(place: Omit<BindingRow, 'id' | 'createdAt'>): BindingRow {
    return this.state.bind({ id: this.state.id(), ...place, createdAt: timeOf(this.world) })
  }

  /**
   * Before a write to a user or a role that SCIM holds (facts §3.3).
   *
   * @throws ScimEnabledUpsertEntityNotSupportedError
   */
  notByScim(): void {
    const { scim, scimCode } = this.profile.switches
    if (scim && this.profile.since('0.35.0')) throw failures.scim(scimCode)
  }

  /** Before an invite or a change of a role of one person: neither SCIM nor the identity provider may hold them. */
  managesPeople(): void {
    this.notByScim()
    if (!this.profile.switches.userManagement) throw failures.badInput('User management is disabled')
  }
}
