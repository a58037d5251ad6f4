import { shown } from '../../identity/identity.ts'
import { complete, type Snapshot, type SourcePerson } from '../source.ts'
import { readDeleted } from './deleted.ts'
import { everybody, readChanged } from './delta.ts'
import { GraphFault, strange } from './fault.ts'
import type { Graph } from './graph.ts'
import { readMembers } from './groups.ts'
import type { DeltaStore } from './kept.ts'
import { readWhole } from './listing.ts'
import { isGuest, personOf, selected, type User, userOf } from './users.ts'

/** What is read, with every default filled in. */
export interface Wanted {
  readonly name: string
  readonly endpoint: string
  readonly groups: readonly string[] | undefined
  readonly mayBeEmpty: readonly string[]
  readonly guests: boolean
  readonly deleted: boolean
  readonly otherMails: boolean
  readonly delta: DeltaStore | undefined
  readonly now: () => number
}

/** One reading under way: who was met so far, and what was shown of them. */
export class Reading {
  readonly #graph: Graph
  readonly #wanted: Wanted
  readonly #people = new Map<string, SourcePerson>()
  readonly #proof: string[] = []

  constructor(graph: Graph, wanted: Wanted) {
    this.#graph = graph
    this.#wanted = wanted
  }

  /** People met so far. */
  get seen(): number {
    return this.#people.size
  }

  /** Everybody. @throws {GraphFault} where that cannot be shown. */
  async whole(): Promise<Snapshot> {
    const { name, groups, now } = this.#wanted
    const readAt = new Date(now()).toISOString()
    // The deleted ones first: who is restored in the midst is then met twice and not missed, and counts as she is now.
    await this.#readDeleted()
    if (groups === undefined) await this.#readTenant()
    else await this.#readGroups(groups)
    return await complete({ source: name, people: [...this.#people.values()], proof: this.#proof.join(' '), readAt })
  }

  async #readDeleted(): Promise<void> {
    if (!this.#wanted.deleted) return
    const deleted = await readDeleted(this.#graph)
    // Nobody says which groups they were in: told by id alone, only whom an earlier reading held is known to have left.
    for (const user of deleted ?? [])
      if (this.#wanted.groups !== undefined) this.#people.set(user.id, { id: user.id, status: 'deleted' })
      else this.#add(user, { deleted: true })
    this.#proof.push(
      deleted === undefined
        ? 'Deleted users are not seen: the application lacks the permission User.Read.All for them.'
        : `Deleted users: ${deleted.length} sent, as many as Microsoft Graph counts.`,
    )
  }

  async #readTenant(): Promise<void> {
    const { delta, endpoint, now } = this.#wanted
    if (delta === undefined) {
      const came = await readWhole(this.#graph, everybody, (row) => this.#add(userOf(row)))
      this.#proof.push(`Users: ${came} sent, as many as Microsoft Graph counts.`)
      return
    }
    const { users, proof } = await readChanged(this.#graph, endpoint, delta, now)
    for (const user of users.values()) this.#add(user)
    this.#proof.push(proof)
  }

  async #readGroups(groups: readonly string[]): Promise<void> {
    const { delta, endpoint, now, mayBeEmpty } = this.#wanted
    const groupsOf = new Map<string, string[]>()
    const members = new Map<string, User>()
    const empty: string[] = []
    for (const group of groups) {
      const came = await readMembers(this.#graph, group, delta === undefined ? selected : 'id', (row) => {
        if (delta === undefined) members.set(row.id, userOf(row))
        const known = groupsOf.get(row.id)
        if (known === undefined) groupsOf.set(row.id, [group])
        else if (!known.includes(group)) known.push(group)
      })
      if (came === 0 && !mayBeEmpty.includes(group)) empty.push(group)
      this.#proof.push(`Members of ${shown(group)}: ${came} sent, as many as Microsoft Graph counts.`)
    }
    if (groupsOf.size > 0 && empty.length > 0)
      throw new GraphFault(
        'conflict',
        `Nobody is in ${empty.map((group) => shown(group)).join(', ')}, while others hold somebody: put its members back, take it out of the groups, or say that it is so (mayBeEmpty).`,
      )
    let users: ReadonlyMap<string, User> = members
    if (delta !== undefined) {
      const changed = await readChanged(this.#graph, endpoint, delta, now)
      users = changed.users
      this.#proof.push(changed.proof)
    }
    for (const [id, of] of groupsOf) {
      const user = users.get(id)
      if (user === undefined)
        throw strange(
          'the members of the groups',
          `${id} is a member and not among the users. Read again in some minutes`,
        )
      this.#add(user, { groups: of })
    }
  }

  #add(
    user: User,
    about: { readonly deleted?: boolean | undefined; readonly groups?: readonly string[] | undefined } = {},
  ): void {
    const { guests, otherMails } = this.#wanted
    if (guests || !isGuest(user)) this.#people.set(user.id, personOf(user, { ...about, otherMails }))
  }
}
