import { type AacClient, AacError } from '@user-admin/aac-client'
import { only } from '../change.ts'
import { Gathering, type Waiting } from '../gathering.ts'
import { canonicalEmail } from '../identity/identity.ts'
import type { CallOptions, Member } from '../user-admin.ts'
import { type AacRole, memberOf } from './members.ts'

type Found = Member<AacRole> | undefined

/** An address under which nobody is expected. */
interface Asked {
  readonly email: string
  /** The look for this one alone. */
  readonly alone: () => Promise<Found>
}

/** Requests of a look that finds nobody: one for each status. */
const perLook = 3
const perPage = 100

/**
 * Looks whether those who are to be invited are there already. That somebody is not takes a request for each status; for
 * many of them at once the whole list costs less, and proves as much.
 */
export class Strangers {
  readonly #client: AacClient
  readonly #workspaceId: string
  readonly #caller: string
  readonly #gathering: Gathering<Asked, Found>
  /** How many people the workspace had when it was last listed. */
  size: number = Number.POSITIVE_INFINITY

  constructor(client: AacClient, workspaceId: string, caller: string) {
    this.#client = client
    this.#workspaceId = workspaceId
    this.#caller = caller
    this.#gathering = new Gathering((several) => this.#sent(several), { most: 1_000, atOnce: 4 })
  }

  /**
   * The person who is there under the address.
   *
   * @param alone The look for this one alone, where a few are looked for.
   */
  async look(email: string, alone: () => Promise<Found>, { signal }: CallOptions = {}): Promise<Found> {
    return await this.#gathering.one({ email, alone }, signal)
  }

  async #sent(several: readonly Waiting<Asked, Found>[]): Promise<void> {
    const isLess = Math.ceil(this.size / perPage) + perLook < several.length * perLook
    if (several.length > 1 && isLess && (await this.#listed(several))) return
    await Promise.all(several.map(async ({ asked, answer, fail }) => await asked.alone().then(answer, fail)))
  }

  /** Answers from the whole list, if it can be had. */
  async #listed(several: readonly Waiting<Asked, Found>[]): Promise<boolean> {
    const found = new Map<string | undefined, Member<AacRole>[]>(
      several.map(({ asked }) => [canonicalEmail(asked.email), []]),
    )
    try {
      for await (const one of this.#client.people(this.#workspaceId, { holds: this.#caller }))
        found.get(canonicalEmail(one.email ?? ''))?.push(memberOf(one))
    } catch (error) {
      if (!(error instanceof AacError && (error.code === 'INCOMPLETE_LIST' || error.code === 'LIST_CHANGED')))
        throw error
      this.size = Number.POSITIVE_INFINITY
      return false
    }
    for (const { asked, answer, fail } of several) {
      try {
        answer(only(found.get(canonicalEmail(asked.email)) ?? []))
      } catch (error) {
        fail(error)
      }
    }
    return true
  }
}
