import type { Access, Member } from '../user-admin.ts'

/** The goal that {@link undoPlan} makes: the people whom a run changed, as they were before it. */
export interface Undo {
  readonly kind: 'undo'
  /** The run that is undone, with those that went on with it. */
  readonly run: string
  /** The id of the plan that it carried out. */
  readonly plan: string
  /** Whether invitations that it sent, and that nobody accepted, are withdrawn. */
  readonly invitations: boolean
  readonly entries: readonly UndoEntry[]
  /** What stays as the run left it, whatever is planned. */
  readonly lost: readonly Lost[]
}

/** One person whom a run changed in one scope. */
export interface UndoEntry {
  /** The key of the scope. */
  readonly scope: string
  readonly email: string
  readonly aliases?: readonly string[]
  /** Absent for somebody who was not there before, and of whom no look told an id. */
  readonly id?: string
  /** As a look showed them before anything was sent; `null`: not there. */
  readonly before: Standing | null
  /** As the run left them, or an undo of it since; `null`: not there. Absent: nobody looked. */
  readonly after?: Standing | null
  /** An undo of the run has been at work on them already, so that what it left may have become more by their acceptance. */
  readonly again?: true
}

/** What somebody is and holds in a scope, as far as it can be given back. */
export interface Standing {
  readonly status: Member['status']
  readonly roles: readonly string[]
  /** Their own, not those that a team gives. */
  readonly deployments: readonly { readonly id: string; readonly name: string; readonly role: string }[]
  /** The membership. */
  readonly mark: string
}

/** Something that an undo does not bring back, or leaves as the run made it. */
export interface Lost {
  /** The key of the scope. */
  readonly scope: string
  readonly email: string
  readonly reason: string
}

/** What of a person matters to an undo. */
export function standingOf({
  status,
  roles,
  access,
  mark,
}: Pick<Member, 'status' | 'roles' | 'access' | 'mark'>): Standing {
  return { status, roles: [...roles], deployments: deploymentsIn(access), mark }
}

const deploymentsIn = (access: readonly Access[]): Standing['deployments'] =>
  access.flatMap(({ via, id, name, role }) =>
    via === 'deployment' && id !== undefined ? [{ id, name: name ?? id, role }] : [],
  )
