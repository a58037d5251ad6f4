import { UserAdminError } from '../errors.ts'
import { checkRef, isRef } from '../identity/identity.ts'
import type { Member, UserRef } from '../user-admin.ts'
import type { World } from './world.ts'

/**
 * What becomes of what removed people own (AAC): handed to somebody, or left to disappear with them. One decision a plan;
 * `except` decides otherwise for single people.
 */
export type Assets =
  | 'leave'
  | {
      readonly transferTo: UserRef | 'leave'
      readonly except?: readonly { readonly of: UserRef; readonly transferTo: UserRef | 'leave' }[] | undefined
    }

/** Who receives what, by id and address; `leave` for nobody. */
export type Heir = { readonly id: string; readonly email: string } | 'leave'

/** The decision for one scope; `null` where nobody decided, or there is nothing to decide. */
export type ScopeAssets = {
  readonly transferTo: Heir
  readonly except: readonly {
    readonly of: { readonly id: string; readonly email: string }
    readonly transferTo: Heir
  }[]
} | null

/**
 * The decision with everybody looked up among the members of a scope.
 *
 * @throws {UserAdminError} `invalid` where a receiver is not an active member there.
 */
export function assetsIn(world: World, assets: Assets | undefined): ScopeAssets {
  if (assets === undefined || !world.canTransfer) return null
  if (assets === 'leave') return { transferTo: 'leave', except: [] }
  const { transferTo, except = [] } = assets
  return {
    transferTo: heir(world, transferTo),
    except: except.flatMap(({ of, transferTo: to }) => {
      checkRef(of)
      const person = world.members.find((member) => isRef(of, member))
      return person === undefined ? [] : [{ of: idOf(person), transferTo: heir(world, to) }]
    }),
  }
}

/** Who receives what this person owns. */
export function heirOf(assets: ScopeAssets, { id }: Member): Heir | undefined {
  return assets === null ? undefined : (assets.except.find(({ of }) => of.id === id)?.transferTo ?? assets.transferTo)
}

/** Everybody who receives something. */
export function heirsOf(assets: ScopeAssets): readonly Exclude<Heir, 'leave'>[] {
  if (assets === null) return []
  return [assets.transferTo, ...assets.except.map(({ transferTo }) => transferTo)].flatMap((one) =>
    one === 'leave' ? [] : [one],
  )
}

const idOf = ({ id, email }: Member): { id: string; email: string } => ({ id, email })

function heir({ members, scope }: World, to: UserRef | 'leave'): Heir {
  if (to === 'leave') return to
  checkRef(to)
  const receiver = members.find((member) => isRef(to, member))
  if (receiver?.status === 'active') return idOf(receiver)
  throw new UserAdminError(
    'invalid',
    `Assets cannot be handed to ${to.email ?? to.id ?? ''} in ${scope.name}: ${receiver === undefined ? 'there is no such member' : `the person is ${receiver.status}`}. Name an active member who stays.`,
  )
}
