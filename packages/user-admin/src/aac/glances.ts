import { type AacClient, AacError, type Person } from '@user-admin/aac-client'
import { Gathering, type Waiting } from '../gathering.ts'

/** How many people one request is about, besides the caller. */
const most = 99

/** What a glance at several people shows of one of them. */
export interface Glance {
  /** The person, as far as shown. */
  readonly person: Person | undefined
  /** The list was whole, and the person was not in it. */
  readonly isOut: boolean
}

/** One who is to be looked at. */
interface Asked {
  readonly id: string
  /** The look at this one person, where nobody else is looked at. */
  readonly alone: () => Promise<void>
}

/**
 * Looks at many people of one workspace by few requests: those who are asked for while others are looked at, go together.
 * What a glance does not show, a look at the one person decides.
 */
export class Glances {
  readonly #client: AacClient
  readonly #workspaceId: string
  readonly #caller: string
  readonly #gathering: Gathering<Asked, Glance>
  /** How many people came at once so far, the caller included. */
  #most = 0
  /** The server does not list people by their ids: each is looked at alone. */
  #isDeaf = false

  constructor(client: AacClient, workspaceId: string, caller: string) {
    this.#client = client
    this.#workspaceId = workspaceId
    this.#caller = caller
    // The caller goes with the others: who asks is in the list, or it is not the list that was asked for.
    this.#gathering = new Gathering((several) => this.#sent(several), { most, atOnce: 4 })
  }

  /**
   * What is made of a glance, or of a look at the one person.
   *
   * @param told What a glance settles; `undefined` where it does not.
   */
  async look<T>(
    id: string,
    told: (glance: Glance) => { readonly value: T } | undefined,
    alone: () => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    if (this.#isDeaf) return await alone()
    let looked: { readonly value: T } | undefined
    const mine = async (): Promise<void> => {
      looked = { value: await alone() }
    }
    const glance = await this.#gathering.one({ id, alone: mine }, signal)
    const known = looked ?? told(glance)
    return known === undefined ? await alone() : known.value
  }

  /** Those of these people who are shown, by one request; nobody where there is none for several. */
  async people(ids: readonly string[]): Promise<readonly Person[]> {
    const some = ids.slice(0, most)
    if (this.#isDeaf || some.length < 2) return []
    try {
      return (await this.#client.several(this.#workspaceId, some, { holds: this.#caller })).found
    } catch (error) {
      if (!isUnable(error)) throw error
      this.#isDeaf = true
      return []
    }
  }

  async #sent(several: readonly Waiting<Asked, Glance>[]): Promise<void> {
    const [first] = several
    if (several.length === 1) await first?.asked.alone()
    const shown = several.length > 1 && !this.#isDeaf ? await this.#several(several) : nothing
    for (const { asked, answer } of several) answer(shown(asked.id))
  }

  async #several(several: readonly Waiting<Asked, Glance>[]): Promise<(id: string) => Glance> {
    const ids = [...new Set(several.map(({ asked }) => asked.id))]
    try {
      const { found, whole } = await this.#client.several(this.#workspaceId, ids, { holds: this.#caller })
      this.#most = Math.max(this.#most, found.length)
      const people = new Map(found.map((person) => [person.id, person]))
      // A server may take notice of the first or the last of the ids only. Where as many came at once before, it does not.
      const isWhole = whole && ids.length < this.#most
      return (id) => {
        const person = people.get(id)
        // A record of somebody who was taken out settles nothing.
        return { person: person?.deleted_at == null ? person : undefined, isOut: isWhole && person === undefined }
      }
    } catch (error) {
      if (!isUnable(error) && !isBroken(error)) throw error
      this.#isDeaf ||= isUnable(error)
      return nothing
    }
  }
}

const nothing = (): Glance => ({ person: undefined, isOut: false })

/** The server broke down over what was asked: perhaps over one of them, who is none of the others’ concern. */
const isBroken = (error: unknown): boolean =>
  error instanceof AacError && error.kind === 'network' && error.status === 500

/** The server has no such list for this caller, or gives another one. */
const isUnable = (error: unknown): boolean =>
  error instanceof AacError &&
  (error.kind === 'protocol' ||
    (error.kind === 'rejected' && (error.status === undefined || [400, 403, 404, 410, 414].includes(error.status))))
