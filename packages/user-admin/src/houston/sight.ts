import type { HoustonClient, HoustonRelease, Role as HoustonRole, Invite, UserFilter } from '@user-admin/houston-client'
import { only, translating } from '../change.ts'
import { shared } from '../gathering.ts'
import { addressesOf, canonicalEmail, checkEmail, checkRef, isRef } from '../identity/identity.ts'
import type { Access, CallOptions, Member, UserRef } from '../user-admin.ts'
import { type Around, opens, readAround } from './around.ts'
import { namesOf } from './members.ts'
import { People } from './people.ts'
import { Reads } from './reads.ts'

/** What a look at one person shows. */
export interface Sight<R extends HoustonRole> {
  /** The person in the workspace, if they are in it. */
  readonly member: Member<R> | undefined
  /** The account's id and addresses, whether or not it is in the workspace. */
  readonly account:
    | { readonly id: string; readonly addresses: readonly string[]; readonly status: string | null }
    | undefined
  /** What lets the person into every workspace. */
  readonly beyond: readonly Access[]
  /** The person, where that is all that lets them in. */
  readonly outsiders: readonly Member<R>[]
  /** The ways in that are not shown, one sentence each. */
  readonly unseen: readonly string[]
}

/** What a read of everybody shows. */
interface Everybody<R extends HoustonRole> {
  readonly members: readonly Member<R>[]
  readonly people: People<R>
  readonly around: Around
}

/** The reads of one workspace: of everybody, of one person, and of one person by everybody. */
export class Sights<R extends HoustonRole> {
  readonly #client: HoustonClient
  readonly #release: HoustonRelease
  readonly #workspace: string
  readonly #reads: Reads
  /** Of everybody, for those who are looked for by that. */
  readonly #everybody: (signal?: AbortSignal) => Promise<Everybody<R>>
  /** What the last list was not shown, and when: `unseen` answers by it. */
  #last: { readonly unseen: Promise<readonly string[]>; readonly at: number } | undefined
  /** The people of the last list that was read to its end, and when: `outsiders` answers by them. */
  #listed: { readonly people: People<R>; readonly at: number } | undefined

  constructor(client: HoustonClient, release: HoustonRelease, workspace: string) {
    this.#client = client
    this.#release = release
    this.#workspace = workspace
    this.#reads = new Reads(client, release, workspace, (team) => opens(team, workspace))
    this.#everybody = shared(() => this.#read())
  }

  /** Every open invitation of the workspace. */
  invites(o?: CallOptions): Promise<readonly Invite[]> {
    return this.#reads.invites(o)
  }

  /** Everybody once, those of the workspace's own list as its pages come. */
  async *list(o?: CallOptions): AsyncGenerator<Member<R>> {
    const around = this.#around(undefined, o)
    this.#remember(around)
    // Asked for at once; whoever stops early, or meets another error first, leaves these to themselves.
    const reading = this.#people(around, o)
    reading.catch(() => undefined)
    for await (const row of this.#client.members(this.#workspace, o)) yield (await reading).listed(row)
    const people = await reading
    yield* people.others()
    this.#listed = { people, at: performance.now() }
  }

  /** Who is not in the list and gets in all the same, by the last list if that is less than a minute old. */
  async outsiders({
    ref,
    ...o
  }: CallOptions & { readonly ref?: UserRef | undefined } = {}): Promise<readonly Member<R>[]> {
    if (ref !== undefined) return (await this.one(ref, o)).outsiders
    if (this.#listed === undefined || performance.now() - this.#listed.at >= 60_000)
      for await (const _member of this.list(o)) o.signal?.throwIfAborted()
    return [...(this.#listed?.people.outsiders() ?? [])]
  }

  /** The ways in that this credential is not shown. What a list found out in the last minute is not asked for again. */
  async unseen(o?: CallOptions): Promise<readonly string[]> {
    const last = this.#last
    if (last !== undefined && performance.now() - last.at < 60_000) {
      try {
        return await last.unseen
      } catch {
        // That list failed, and said why to whoever read it.
      }
    }
    const around = this.#around(undefined, o)
    this.#remember(around)
    return (await translating(around)).unseen
  }

  /** One person, by what Houston finds under an id or an address. */
  async one(ref: UserRef, o?: CallOptions): Promise<Sight<R>> {
    checkRef(ref)
    const byEmail = ref.email === undefined ? [] : [{ email: checkEmail(ref.email) }]
    const filters = [...(ref.id === undefined ? [] : [{ userUuid: ref.id }]), ...byEmail]
    const filter = ref.id === undefined ? { email: checkEmail(ref.email ?? '') } : { userUuid: ref.id }
    const around = this.#around(filters, o)
    const [people, row] = await translating(Promise.all([this.#people(around, o), this.#reads.member(filter, o)]))
    const members = [...(row === undefined ? [] : [people.listed(row)]), ...people.others()]
    const sight = this.#sight(ref, people, members, await around)
    const id = sight.account?.id
    const isRead = id === row?.id || (await around).accounts.some((account) => account.id === id)
    // Whom only a team shows under this address is looked at by id: the server did not find the address.
    return isRead || id === undefined || ref.id !== undefined ? sight : await this.one({ ...ref, id }, o)
  }

  /**
   * The same, proved by reading everybody where an address alone found nobody, or where nothing but an invitation was
   * found: Houston finds an address only as it is stored, and old rows hold capitals. An id and an address together come
   * from a list, which read everybody.
   */
  async proved(ref: UserRef, o?: CallOptions): Promise<Sight<R>> {
    const sight = await this.one(ref, o)
    const { member, account } = sight
    const isBare = member !== undefined && account === undefined && member.access.every(({ via }) => via === 'invite')
    if (isBare && ref.email === undefined) return await this.#whole({ email: member.email }, o)
    return ref.id === undefined && (member === undefined || isBare) ? await this.#whole(ref, o) : sight
  }

  async #whole(ref: UserRef, o?: CallOptions): Promise<Sight<R>> {
    const { members, people, around } = await translating(this.#everybody(o?.signal))
    return this.#sight(ref, people, members, around)
  }

  async #read(): Promise<Everybody<R>> {
    const around = this.#around(undefined)
    const reading = this.#people(around)
    reading.catch(() => undefined)
    const members: Member<R>[] = []
    for await (const row of this.#client.members(this.#workspace)) members.push((await reading).listed(row))
    const people = await reading
    return { members: [...members, ...people.others()], people, around: await around }
  }

  /** A member wherever a trace of them is left: under the old id or any of the old addresses. */
  async trace({ id, email, aliases }: Member<R>): Promise<Sight<R>> {
    let sight = await this.one({ id })
    const beyond = [...sight.beyond]
    const addresses = addressesOf({ email, aliases }).filter((address) => canonicalEmail(address) !== undefined)
    for (const address of addresses) {
      // An account that still has its address leaves it to nobody else.
      if (sight.member !== undefined || sight.account?.addresses.includes(address) === true) continue
      sight = await this.one({ email: address })
      beyond.push(...sight.beyond)
    }
    return { ...sight, beyond }
  }

  #sight(ref: UserRef, people: People<R>, members: readonly Member<R>[], { unseen }: Around): Sight<R> {
    const member = only(members.filter((one) => isRef(ref, one)))
    const user = people.account(ref)
    return {
      member,
      account:
        user === undefined ? undefined : { id: user.id, addresses: addressesOf(namesOf(user)), status: user.status },
      beyond: people.beyond(ref),
      outsiders: member === undefined ? [...people.outsiders()].filter((one) => isRef(ref, one)) : [],
      unseen,
    }
  }

  #around(filters: readonly UserFilter[] | undefined, o?: CallOptions): Promise<Around> {
    return readAround(this.#client, this.#release, this.#workspace, filters, this.#reads, o)
  }

  #remember(around: Promise<Around>): void {
    const unseen = around.then((one) => one.unseen)
    unseen.catch(() => undefined)
    this.#last = { unseen, at: performance.now() }
  }

  async #people(around: Promise<Around>, o?: CallOptions): Promise<People<R>> {
    const [invites, { accounts, crews, unseen }] = await Promise.all([this.#reads.invites(o), around])
    const invited = new Set(invites.flatMap(({ email }) => addressesOf({ email, aliases: [] })))
    // Those of a whole platform are many; what is kept of them is what matters here.
    const kept = accounts.filter(
      (user) =>
        accounts.length < 100 ||
        opens(user, this.#workspace) ||
        (invited.size > 0 && addressesOf(namesOf(user)).some((address) => invited.has(address))),
    )
    return new People(this.#workspace, { accounts: kept, crews, unseen }, invites)
  }
}
