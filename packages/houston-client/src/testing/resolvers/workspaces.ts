import { failures } from '../failures.ts'
import { addressOf } from '../rbac.ts'
import type { Session } from '../session.ts'
import type { WorkspaceRow } from '../state.ts'
import { type View, workspaceView } from '../views.ts'
import { timeOf } from '../world.ts'

interface Payload {
  readonly label?: unknown
  readonly description?: unknown
}

const trial = 14 * 24 * 60 * 60 * 1000

/** Workspaces (facts §1.5, §2.1, §7.2). */
export function workspaces(session: Session): View {
  const { world, state, profile, access } = session
  const views = (rows: readonly WorkspaceRow[]): View[] => rows.map((row) => workspaceView(world, row))
  const all = (): WorkspaceRow[] => [...state.workspaces.values()]
  const mine = (): WorkspaceRow[] => {
    const { bindings } = access.login()
    // A system key saw none of them before 0.23.11 (facts §1.5).
    if (profile.since('0.23.11') && access.holds('system.workspaces.get')) return all()
    const ids = new Set(bindings.flatMap(({ workspace }) => workspace ?? []))
    return all().filter((row) => ids.has(row.id))
  }

  return {
    workspaces: ({ label }: { label?: string | null }) =>
      views(mine().filter((row) => label === undefined || label === null || row.label === label)),

    sysWorkspaces: () => {
      access.need(['system.workspaces.get'])
      return views(all())
    },

    // Pages count from 0 before 0.31.6, and from 1 (where 0 is the first, too) from then on (facts §7.2).
    paginatedWorkspaces: ({ take, pageNumber }: { take?: number | null; pageNumber?: number | null }) => {
      const rows = mine()
      const size = take ?? rows.length
      const page = profile.since('0.31.6') ? Math.max(0, (pageNumber ?? 1) - 1) : (pageNumber ?? 0)
      return views(rows.slice(page * size, (page + 1) * size))
    },

    workspace: ({ workspaceUuid }: { workspaceUuid: string }) => {
      access.need(['workspace.config.get', 'system.workspace.get'], { workspace: workspaceUuid })
      const row = state.workspaces.get(workspaceUuid)
      return row === undefined ? null : workspaceView(world, row)
    },

    createWorkspace: ({ label, description }: { label: string; description?: string | null }) => {
      const { user, serviceAccount } = access.login()
      // A service account's id is taken for a user's, and fails (facts §1.5).
      if (user === undefined) throw failures.noNode('User', serviceAccount?.id ?? '', 'createWorkspace')
      const row = {
        id: state.id(),
        label,
        description: description ?? '',
        trialEndsAt: new Date(world.clock.now() + trial).toISOString(),
        createdAt: timeOf(world),
      }
      state.workspaces.set(row.id, row)
      session.bind({ user: user.id, role: 'WORKSPACE_ADMIN', workspace: row.id })
      session.record('createWorkspace', row.id, addressOf(user))
      return workspaceView(world, row)
    },

    updateWorkspace: ({ workspaceUuid, payload }: { workspaceUuid: string; payload: Payload | null }) => {
      access.need(['workspace.config.update'], { workspace: workspaceUuid })
      const row = state.workspaces.get(workspaceUuid)
      if (row === undefined) throw failures.noNode('Workspace', workspaceUuid, 'updateWorkspace')
      const { label, description } = payload ?? {}
      if (typeof label === 'string') row.label = label
      if (typeof description === 'string') row.description = description
      session.record('updateWorkspace', row.id, row.label)
      return workspaceView(world, row)
    },
  }
}
