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
 * The decision for each of the scopes, with everybody looked up among its members. Of several scopes, one where the
 * receiver is no member stays undecided.
 *
 * @throws {UserAdminError} `invalid` where a receiver is not an active member of any of them, or an address has several
 * owners; for an exception that means nobody.
 */
export function assetsIn(worlds: readonly World[], assets: Assets | undefined): readonly ScopeAssets[] {
  const able = worlds.filter(({ canTransfer }) => canTransfer)
  if (assets === undefined || able.length === 0) return worlds.map(() => null)
  const { transferTo, except = [] } = assets === 'leave' ? { transferTo: assets } : assets
  const found = new Set<object>()
  const decided = worlds.map((world): ScopeAssets => {
    if (!world.canTransfer) return null
    const to = heir(world, transferTo, able.length > 1)
    return to === undefined
      ? null
      : {
          transferTo: to,
          except: except.flatMap((one) => {
            const person = memberOf(world, one.of)
            if (person === undefined) return []
            found.add(one)
            const own = heir(world, one.transferTo, false)
            return own === undefined ? [] : [{ of: idOf(person), transferTo: own }]
          }),
        }
  })
  if (decided.every((one) => one === null)) for (const world of able) heir(world, transferTo, false)
  const lost = except.find((one) => !found.has(one))
  if (lost !== undefined)
    throw new UserAdminError(
      'invalid',
      `The exception for ${lost.of.email ?? lost.of.id ?? ''} means nobody: name a member by address or id.`,
    )
  return decided
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

/** The one member that is meant. */
function memberOf({ members, scope }: World, ref: UserRef): Member | undefined {
  checkRef(ref)
  const found = members.filter((member) => isRef(ref, member))
  if (found.length > 1)
    throw new UserAdminError(
      'invalid',
      `${found.length} members of ${scope.name} have the address ${ref.email ?? ''}: name one by its id (${found.map(({ id }) => id).join(', ')}).`,
    )
  return found[0]
}

function heir(world: World, to: UserRef | 'leave', isElsewhere: boolean): Heir | undefined {
  if (to === 'leave') return to
  const receiver = memberOf(world, to)
  if (receiver?.status === 'active') return idOf(receiver)
  if (receiver === undefined && isElsewhere) return undefined
  throw new UserAdminError(
    'invalid',
    `Assets cannot be handed to ${to.email ?? to.id ?? ''} in ${world.scope.name}: ${receiver === undefined ? 'there is no such member' : `the person is ${receiver.status}`}. Name an active member who stays.`,
  )
}
