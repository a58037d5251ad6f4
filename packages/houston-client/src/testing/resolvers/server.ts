import { failures } from '../failures.ts'
import { baseDomain } from '../http.ts'
import type { Session } from '../session.ts'
import type { UserRow } from '../state.ts'
import { userView, type View } from '../views.ts'
import { timeOf } from '../world.ts'

interface Payload {
  readonly fullName?: unknown
}

/** What the server says of itself and of who asks (facts §1.5, §8.1). */
export function server(session: Session): View {
  const { world, state, profile, access } = session

  const rename = (operation: string, { fullName }: Payload): View => {
    const { user, serviceAccount } = access.login()
    if (user === undefined) throw failures.noNode('User', serviceAccount?.id ?? '', 'updateUser')
    // Only the name can be changed, whatever else is sent (facts §2.2).
    if (typeof fullName === 'string') {
      user.fullName = fullName
      user.updatedAt = timeOf(world)
      session.record(operation, undefined, user.username)
    }
    return userView(world, user)
  }

  return {
    appConfig: () => {
      if (profile.configNeedsLogin) access.login()
      return {
        version: profile.release,
        baseDomain,
        smtpConfigured: false,
        manualReleaseNames: false,
        prometheusEnabled: true,
        elasticSearchEnabled: true,
        featureFlags: {},
        byoUpdateRegistryHost: null,
      }
    },

    authConfig: () => ({
      publicSignup: profile.switches.publicSignups,
      externalSignupUrl: null,
      initialSignup: state.users.size === 0,
      localEnabled: true,
      providers: [],
    }),

    self: () => {
      const { user } = access.login()
      return {
        user: user === undefined ? null : userView(world, user),
        token: () => tokenOf(session, user),
        permissions: {},
        isAdmin: false,
        authUserCapabilities: { canSysAdmin: access.holds('system.airflow.admin') },
      }
    },

    updateSelf: ({ payload }: { payload: Payload | null }) => rename('updateSelf', payload ?? {}),
    updateUser: ({ payload }: { payload: Payload | null }) => rename('updateUser', payload ?? {}),

    updateAvailable: () => {
      access.need(['system.updates.get'])
      return null
    },
  }
}

/** A key has no user, and the server trips over that (facts §1.5). */
function tokenOf({ world }: Session, user: UserRow | undefined): View | null {
  if (user === undefined) throw new TypeError("Cannot read property 'status' of null")
  return user.status === 'active' ? { ...world.tokens.mint(user, world.clock.now()) } : null
}
