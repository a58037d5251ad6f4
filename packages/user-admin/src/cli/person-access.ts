import { accessOf } from '../access-of.ts'
import type { Access, Member, UserRef } from '../user-admin.ts'
import type { Target } from './config/targets.ts'
import type { Context } from './context.ts'
import { textTable } from './text-table.ts'

/** One person in one target. */
export interface Place {
  readonly target: string
  /** `null`: no member. */
  readonly member: {
    readonly id: string
    readonly email: string
    readonly name: string | null
    readonly status: Member['status']
    readonly roles: readonly string[]
  } | null
  /** Every way in that is shown; of a suspended person, those that a reinstatement would open. */
  readonly access: readonly Access[]
  /** The ways in that the credential is not shown, one sentence each. */
  readonly unseen: readonly string[]
  /** `null`: not all is shown. */
  readonly enters: boolean | null
}

/** Where somebody gets in, target by target. One that cannot be read stands as failed in the answer, and not here. */
export async function accessIn(context: Context, targets: readonly Target[], ref: UserRef): Promise<readonly Place[]> {
  const read = await context.each(targets, async ({ admin }) => {
    const { scopes, enters } = await accessOf(ref, admin, { signal: context.signal })
    const [scope] = scopes
    if (scope?.error !== undefined) throw scope.error
    return { scope, enters }
  })
  return read.map(({ target, value: { scope, enters } }): Place => {
    const { member, access = [], unseen = [] } = scope ?? {}
    return {
      target: target.name,
      member:
        member === undefined
          ? null
          : {
              id: member.id,
              email: member.email,
              name: member.name ?? null,
              status: member.status,
              roles: member.roles,
            },
      access,
      unseen,
      enters: enters ?? null,
    }
  })
}

/** Whether somebody gets in anywhere. `null`: nothing shows it, and not everything was shown. */
export function entersBy(places: readonly Place[], isAll: boolean): boolean | null {
  if (places.some(({ enters }) => enters === true)) return true
  return isAll && places.every(({ enters }) => enters === false) ? false : null
}

/** The same for people: a line for each way in. */
export function accessText(
  { paint }: Pick<Context, 'paint'>,
  named: string,
  places: readonly Place[],
  enters: boolean | null,
): string {
  const rows = places.flatMap(({ target, member, access, enters: isIn }): readonly (readonly string[])[] => {
    const status = member?.status ?? (access.length > 0 ? 'no member' : 'not there')
    if (access.length === 0) return [[target, status, isIn === false ? '' : 'no way in is shown']]
    return access.map((way, index) => [index === 0 ? target : '', index === 0 ? status : '', wayOf(way)])
  })
  const [heading = '', ...lines] = textTable(['TARGET', 'STATUS', 'WAY IN'], rows).split('\n')
  const hidden = places.flatMap(({ target, unseen }) => unseen.map((sentence) => `${target}: ${sentence}`))
  const said =
    enters === true
      ? `${named} gets in.`
      : enters === false
        ? `${named} gets in to none of these targets.`
        : `No way in of ${named} is shown, and not everything could be seen.`
  return [paint.bold(heading), ...lines, '', said, ...hidden].join('\n')
}

/** `team ops: WORKSPACE_EDITOR (idp)`. */
function wayOf({ via, name, role, managedBy }: Access): string {
  const kind = via === 'direct' ? 'own role' : via === 'invite' ? 'open invitation' : via
  const way = [kind, ...(name === undefined ? [] : [name])].join(' ')
  return `${way}${role === '' ? '' : `: ${role}`}${managedBy === 'here' ? '' : ` (${managedBy})`}`
}
