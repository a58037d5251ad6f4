import { UserAdminError } from '../errors.ts'
import { type Entry, entryOf, type Person, shown } from '../identity/identity.ts'
import { known } from './policy.ts'

/** The goal that {@link orders} makes: single changes of single people, as somebody asked for them. */
export interface Orders {
  readonly kind: 'orders'
  readonly orders: readonly Order[]
}

/** One change of one person, in every scope of the plan where the person is. */
export interface Order {
  readonly action: OrderAction
  readonly person: Entry
  /** Of `set-roles`, by id or name: exactly these, or some to give and some to take. */
  readonly roles?: OrderedRoles
  /** Of `transfer`: who receives what the person owns. */
  readonly to?: Entry
}

/** What can be ordered. `remind` mails an open invitation again, `withdraw` takes it back, `transfer` hands over what the person owns. */
export type OrderAction = 'reinstate' | 'set-roles' | 'remind' | 'withdraw' | 'transfer' | 'suspend' | 'remove'

/** Roles by id or name. */
export interface OrderedRoles {
  readonly exactly?: readonly string[]
  readonly add?: readonly string[]
  readonly drop?: readonly string[]
}

/** An order as it is written down. */
export interface OrderGiven {
  readonly action: OrderAction
  /** By e-mail address or id: a domain or a role names more than one. */
  readonly person: Person
  readonly roles?: OrderedRoles | undefined
  readonly to?: Person | undefined
}

const all: ReadonlySet<string> = new Set<OrderAction>([
  'reinstate',
  'set-roles',
  'remind',
  'withdraw',
  'transfer',
  'suspend',
  'remove',
])

/**
 * Single changes of named people; everybody else is left as they are. Who is in the wanted state already is no step.
 *
 * @throws {UserAdminError} `invalid` for an empty list, and for an order that names nobody, more than one person, or not
 * what it needs.
 */
export function orders(list: readonly OrderGiven[]): Orders {
  if (!Array.isArray(list) || list.length === 0)
    throw new UserAdminError('invalid', 'The list of orders is empty: it names nobody.')
  return { kind: 'orders', orders: list.map(understood) }
}

function understood(given: OrderGiven): Order {
  known('order', given, ['action', 'person', 'roles', 'to'])
  const { action, roles, to } = given
  if (!all.has(action))
    throw new UserAdminError('invalid', `${shown(action)} is no order; there are ${[...all].join(', ')}.`)
  if ((roles !== undefined) !== (action === 'set-roles'))
    throw new UserAdminError('invalid', 'Roles belong to the order set-roles, and it needs them.')
  if ((to !== undefined) !== (action === 'transfer'))
    throw new UserAdminError('invalid', 'A receiver belongs to the order transfer, and it needs one.')
  return {
    action,
    person: onePerson(given.person),
    ...(roles === undefined ? {} : { roles: rolesOf(roles) }),
    ...(to === undefined ? {} : { to: onePerson(to) }),
  }
}

/** @throws {UserAdminError} `invalid` for what does not name one person. */
function onePerson(person: Person): Entry {
  const entry = entryOf(person)
  if (entry === undefined || entry.kind === 'domain' || entry.kind === 'role')
    throw new UserAdminError('invalid', `${shown(person)} does not name one person: give an e-mail address or an id.`)
  return entry
}

function rolesOf({ exactly, add, drop }: OrderedRoles): OrderedRoles {
  const lists = { exactly, add, drop }
  const first = Object.values(lists).find((list) => list !== undefined)
  if (first === undefined || (exactly !== undefined && (add !== undefined || drop !== undefined)))
    throw new UserAdminError('invalid', 'Roles are given exactly, or some are added and some dropped, and not both.')
  const given = Object.entries(lists).flatMap(([name, list]) =>
    list === undefined ? [] : [[name, [...new Set(list)].toSorted()] as const],
  )
  return Object.fromEntries(given)
}
