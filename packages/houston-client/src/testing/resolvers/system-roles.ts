import { failures } from '../failures.ts'
import { addressOf } from '../rbac.ts'
import type { Session } from '../session.ts'
import { isSystem } from '../state.ts'
import { bindingView, type View } from '../views.ts'

interface SystemRole {
  readonly userId: string
  readonly role: string
}

/** Roles on the platform (facts §3.9). */
export function systemRoles(session: Session): View {
  const { world, state, profile, access } = session

  // From 0.29.2 nobody changes their own (facts §3.5).
  const notOwn = (userId: string): void => {
    if (profile.since('0.29.2') && access.caller?.user?.id === userId)
      throw failures.badInput('You cannot change your own system role')
  }

  return {
    createSystemRoleBinding: ({ userId, role }: SystemRole) => {
      access.need(['system.iam.update'])
      session.managesPeople()
      if (!role.startsWith('SYSTEM')) throw failures.invalidRole()
      if (state.bindingsOf(userId).some((binding) => isSystem(binding) && binding.role === role))
        throw failures.duplicateBinding()
      notOwn(userId)
      const user = state.users.get(userId)
      if (user === undefined) throw failures.noNode('User', userId, 'createRoleBinding')
      const binding = session.bind({ user: userId, role })
      session.record('createSystemRoleBinding', undefined, addressOf(user), { role })
      return bindingView(world, binding)
    },

    deleteSystemRoleBinding: ({ userId, role }: SystemRole) => {
      access.need(['system.iam.update'])
      session.managesPeople()
      if (!role.startsWith('SYSTEM')) throw failures.invalidRole()
      const user = state.users.get(userId)
      const binding = state.bindingsOf(userId).find((one) => isSystem(one) && one.role === role)
      if (user === undefined || binding === undefined) throw failures.noBinding()
      // Service accounts count here (facts §3.9).
      if (role === 'SYSTEM_ADMIN' && state.systemBindings(role).length < 2) throw failures.lastAdmin()
      notOwn(userId)
      const view = { ...bindingView(world, binding) }
      state.unbind(binding)
      session.record('deleteSystemRoleBinding', undefined, addressOf(user), { role })
      return view
    },
  }
}
