import type { AacClient, Person } from '@user-admin/aac-client'
import { only } from '../change.ts'
import { checkEmail, checkRef, isRef } from '../identity/identity.ts'
import type { CallOptions, Member, UserRef } from '../user-admin.ts'
import { type AacRole, memberOf } from './members.ts'

/**
 * Finds single people of one workspace by a few requests. What comes shows who and what a person is; the ways in by
 * groups are not looked at here.
 */
export class Finding {
  readonly #client: AacClient
  readonly #workspaceId: string

  constructor(client: AacClient, workspaceId: string) {
    this.#client = client
    this.#workspaceId = workspaceId
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

  /** An active person stood in the list that is given unasked: who is there no more is out, whatever the other lists show. */
  async stillThere(before: Member<AacRole> | undefined): Promise<Member<AacRole> | undefined> {
    if (before === undefined) return undefined
    // No address, or one with a blank around it, is found by no filter.
    if (before.email === '' || before.email !== before.email.trim())
      return await this.#listed({ id: before.id }, undefined)
    const statuses = before.status === 'active' ? 'usual' : 'every'
    for await (const one of this.#client.people(this.#workspaceId, { email: before.email, statuses })) {
      if (one.id === before.id) return memberOf(one)
    }
    return undefined
  }

  /** The member under this address (all of them, to be sure that it is one): only the workspace's own list shows a membership. */
  async #listed(ref: UserRef, email: string | undefined, o?: CallOptions): Promise<Member<AacRole> | undefined> {
    const found: Member<AacRole>[] = []
    for await (const one of this.#client.people(this.#workspaceId, { ...o, email })) {
      const member = memberOf(one)
      if (!isRef(ref, member)) continue
      if (ref.id !== undefined) return member
      found.push(member)
    }
    return only(found)
  }
}

/** The record that a member was made of. */
export const recordOf = ({ native }: Member<AacRole>): Person => native as Person
