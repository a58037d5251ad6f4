import type { AacClient, Person } from '@user-admin/aac-client'
import { only, refOf } from '../change.ts'
import { checkEmail, checkRef, isRef } from '../identity/identity.ts'
import type { CallOptions, Member, UserRef } from '../user-admin.ts'
import { type Glance, Glances } from './glances.ts'
import { type AacRole, memberOf } from './members.ts'

/**
 * Finds single people of one workspace by a few requests. What comes shows who and what a person is; the ways in by
 * groups are not looked at here.
 */
export class Finding {
  readonly #client: AacClient
  readonly #workspaceId: string
  readonly #glances: Glances
  /** People as the list showed them that the server gives unasked, or a glance: who is in it no more, is out. */
  readonly #unasked = new WeakSet<Person>()
  readonly #glanced = new WeakSet<Person>()
  /** People of some status came only where that was asked for. */
  #hides = false
  /** Those who were invited by one request, as the first look after it showed them. */
  readonly #newcomers = new WeakMap<readonly string[], Promise<readonly Person[]>>()

  constructor(client: AacClient, workspaceId: string, caller: string) {
    this.#client = client
    this.#workspaceId = workspaceId
    this.#glances = new Glances(client, workspaceId, caller)
  }

  /** The person, found by the address, or by the id and then the address that it has. */
  async look(ref: UserRef, o?: CallOptions): Promise<Member<AacRole> | undefined> {
    checkRef(ref)
    const tried = new Set(
      ref.email === undefined ? [] : [ref.email, checkEmail(ref.email)].map((email) => email.toLowerCase()),
    )
    for (const email of tried) {
      const found = await this.#listed(ref, email, o)
      if (found !== undefined) return found
    }
    const known = ref.id === undefined ? undefined : await this.#client.person(ref.id, o)
    if (known === undefined) return undefined
    const email = known.email?.toLowerCase() ?? ''
    if (email === '' || email !== email.trim()) return await this.#listed(ref, undefined, o)
    return tried.has(email) ? undefined : await this.#listed(ref, email, o)
  }

  /** As `look`. That nobody was found by an address alone is proved by the whole list: the system may hold it in another spelling. */
  async find(ref: UserRef, o?: CallOptions): Promise<Member<AacRole> | undefined> {
    return (await this.look(ref, o)) ?? (ref.id === undefined ? await this.#listed(ref, undefined, o) : undefined)
  }

  /**
   * As `find`. A look at many shows the membership that is meant; anybody else is looked at alone.
   *
   * @param mark Of the membership that is meant, where that is known.
   */
  async meant(ref: UserRef, mark: string | undefined, o?: CallOptions): Promise<Member<AacRole> | undefined> {
    const { id } = ref
    if (id === undefined || mark === undefined) return await this.find(ref, o)
    const isMeant = (one: Member<AacRole>): boolean => one.mark === mark && isRef(ref, one)
    return await this.#glances.look(id, this.#shows(isMeant), () => this.find(ref, o), o?.signal)
  }

  /**
   * The person after a change. A look at many that shows it done is enough, as long as it shows all that was shown before:
   * of a record without roles it cannot be told that one is gone.
   */
  async after(
    before: Member<AacRole>,
    isDone: (after: Member<AacRole>) => boolean,
  ): Promise<Member<AacRole> | undefined> {
    const known = marking.filter((field) => recordOf(before)[field] != null)
    const isSo = (one: Member<AacRole>): boolean => isWhole(recordOf(one), known) && isDone(one)
    return await this.#glances.look(before.id, this.#shows(isSo), () => this.look(refOf(before)))
  }

  /** Who stood in the list that is given unasked, as every active person does, and is there no more, is out, whatever the other lists show. */
  async stillThere(before: Member<AacRole> | undefined): Promise<Member<AacRole> | undefined> {
    if (before === undefined) return undefined
    const record = recordOf(before)
    const stood = before.status === 'active' || this.#glanced.has(record)
    return await this.#glances.look(
      before.id,
      ({ isOut }) => (stood && isOut ? { value: undefined } : undefined),
      async () => {
        // No address, or one with a blank around it, is found by no filter.
        if (before.email === '' || before.email !== before.email.trim())
          return await this.#listed({ id: before.id }, undefined)
        const statuses = before.status === 'active' || this.#unasked.has(record) ? 'usual' : 'every'
        for await (const one of this.#client.people(this.#workspaceId, { email: before.email, statuses })) {
          if (one.id === before.id) return memberOf(one)
        }
        return undefined
      },
    )
  }

  /**
   * Who was invited a moment ago, and was nowhere before: one under the address is the one.
   *
   * @param together The ids of those who were invited by the same request.
   */
  async newcomer(email: string, together: readonly string[]): Promise<Member<AacRole> | undefined> {
    const reading = this.#newcomers.get(together) ?? this.#glances.people(together)
    this.#newcomers.set(together, reading)
    const members = (await reading).map((one) => memberOf(one)).filter((one) => isRef({ email }, one))
    const [first] = members
    if (first !== undefined && members.length === 1 && isWhole(recordOf(first), marking)) return first
    const found: Member<AacRole>[] = []
    for await (const one of this.#client.people(this.#workspaceId, { email, statuses: 'usual' })) {
      const member = memberOf(one)
      if (isRef({ email }, member)) found.push(member)
    }
    return only(found) ?? (await this.look({ email }))
  }

  /** What a glance tells where it shows somebody as expected. */
  #shows(isSo: (one: Member<AacRole>) => boolean): (glance: Glance) => { value: Member<AacRole> } | undefined {
    return ({ person }) => {
      if (person === undefined) return undefined
      this.#glanced.add(person)
      const member = memberOf(person)
      return isSo(member) ? { value: member } : undefined
    }
  }

  /** The member under this address (all of them, to be sure that it is one): only the workspace's own list shows a membership. */
  async #listed(ref: UserRef, email: string | undefined, o?: CallOptions): Promise<Member<AacRole> | undefined> {
    const found: Member<AacRole>[] = []
    const isById = ref.id !== undefined && email !== undefined
    if (isById && !this.#hides) {
      for await (const one of this.#client.people(this.#workspaceId, { ...o, email, statuses: 'usual' })) {
        const member = memberOf(one)
        if (!isRef(ref, member)) continue
        this.#unasked.add(one)
        return member
      }
    }
    for await (const one of this.#client.people(this.#workspaceId, { ...o, email })) {
      const member = memberOf(one)
      if (!isRef(ref, member)) continue
      if (ref.id === undefined) {
        found.push(member)
        continue
      }
      this.#hides ||= isById
      return member
    }
    return only(found)
  }
}

/** What a mark is made of, as far as every record has it. */
const marking = ['createdAt', 'state', 'isDisabled', 'authorizationRoles'] as const

/** Whether a record shows all of this. */
const isWhole = (person: Person, fields: readonly (typeof marking)[number][]): boolean =>
  fields.every((field) => person[field] != null)

/** The record that a member was made of. */
export const recordOf = ({ native }: Member<AacRole>): Person => native as Person
