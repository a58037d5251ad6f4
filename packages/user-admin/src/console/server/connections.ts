import { HoustonClient } from '@user-admin/houston-client'
import { houstonWorkspace } from '../../houston/workspace.ts'
import { keyOf } from '../../plan/world.ts'
import { type Around, Connection, type HoustonToken } from './connection.ts'
import { type Pasted, tokensIn } from './pasted.ts'
import { Refused } from './refused.ts'

/** All that is connected. Each is opened by itself: what is wrong with one is said of that one. */
export class Connections {
  readonly #around: Around
  readonly #all: Connection[] = []
  #serial = 0

  constructor(around: Around) {
    this.#around = around
  }

  get all(): readonly Connection[] {
    return this.#all
  }

  get ready(): readonly Connection[] {
    return this.#all.filter(({ isReady }) => isReady)
  }

  /** Whose token does not work: another of the same workspace is none of them. */
  get closed(): readonly Connection[] {
    return this.#all.filter((one) => !one.isReady && one.state !== 'duplicate')
  }

  /** The one of a workspace: one that works, or else in whatever state. */
  of(key: string): Connection | undefined {
    const all = this.#all.filter((one) => one.key === key && one.state !== 'duplicate')
    return all.find(({ isReady }) => isReady) ?? all[0]
  }

  /** @throws {Refused} `gone`. */
  named(id: string): Connection {
    const found = this.#all.find((one) => one.id === id)
    if (found === undefined) throw new Refused('gone', 404)
    return found
  }

  /**
   * Takes everything that a text holds, and opens it, side by side. Answers once each is known; what is shown grows meanwhile.
   *
   * @throws {Refused} `no-token` for a text without any.
   */
  async add(text: string, houston: string | undefined): Promise<void> {
    const address = addressOf(houston)
    const found = tokensIn(text, address !== undefined)
    if (found.length === 0) throw new Refused('no-token')
    await Promise.all(found.map((one) => (one.system === 'aac' ? this.#addAac(one) : this.#addHouston(one, address))))
    this.#around.changed()
  }

  /** Its token is forgotten, of Houston with the other workspaces of the same token. */
  forget(id: string): void {
    const one = this.named(id)
    one.forget()
    this.#all.splice(this.#all.indexOf(one), 1)
    this.#around.changed()
  }

  forgetAll(): void {
    for (const one of this.#all.splice(0)) one.forget()
  }

  /** The same workspace is reached by another one that works. */
  readonly isDuplicate = (connection: Connection, key: string): boolean =>
    this.#all.some((one) => one !== connection && one.key === key && isGood(one))

  #add(system: 'aac' | 'houston', houston?: HoustonToken): Connection {
    this.#serial += 1
    const made = new Connection(`c${this.#serial}`, system, this.#around, houston)
    this.#all.push(made)
    return made
  }

  /** Workspaces that are known by an access token alone. */
  get #halves(): readonly Connection[] {
    return this.#all.filter(
      ({ gid, pair, state }) => gid !== undefined && pair === undefined && (state === 'ready' || state === 'expired'),
    )
  }

  async #addAac(pasted: Pasted & { readonly system: 'aac' }): Promise<void> {
    // Nothing in a second half says of which workspace it is: only where one single access token lacks it, it is that one's.
    const [half, another] = pasted.access === undefined ? this.#halves : []
    if (half !== undefined && another === undefined)
      return await half.renew([pasted], this.isDuplicate).catch((error: unknown) => half.failed(error))
    const made = this.#add('aac')
    made.take(pasted)
    if (made.state !== 'checking') return
    const { gid } = made
    const same = gid === undefined ? undefined : this.#all.find((one) => one !== made && one.gid === gid)
    // What is known by the token itself is not asked: asking may spend its second half.
    if (same !== undefined && isGood(same)) return made.mark('duplicate')
    if (same !== undefined) {
      this.#all.splice(this.#all.indexOf(made), 1)
      return await same.renew([pasted], this.isDuplicate).catch((error: unknown) => same.failed(error))
    }
    await made.open(this.isDuplicate)
  }

  async #addHouston(
    { token, isCut }: Pasted & { readonly system: 'houston' },
    address: string | undefined,
  ): Promise<void> {
    const held: HoustonToken = { address: address ?? '', token }
    const first = this.#add('houston', held)
    if (address === undefined) return first.mark('needs-address')
    if (isCut) return first.mark('cut')
    await this.#openHouston(first, held)
  }

  /** Every workspace that a token of Houston reaches. */
  async #openHouston(first: Connection, held: HoustonToken): Promise<void> {
    try {
      const { fetch } = this.#around
      const client = new HoustonClient({
        url: held.address,
        token: () => held.token,
        ...(fetch === undefined ? {} : { fetch }),
      })
      const workspaces = await client.workspaces()
      if (workspaces.length === 0) return first.mark('refused')
      await Promise.all(
        workspaces.map(async ({ id }, index) => {
          const own = index === 0 ? first : this.#add('houston', held)
          try {
            await own.reach(await houstonWorkspace(client, id), this.isDuplicate)
          } catch (error) {
            own.failed(error)
          }
        }),
      )
    } catch (error) {
      first.failed(error)
    }
  }

  /**
   * A newer token of Houston, for every workspace of the one that it follows; or the address that one lacks, with or without
   * a token.
   *
   * @throws {Refused} `no-token`, `cut`, `other-workspace`.
   */
  async renewHouston(connection: Connection, text: string, houston: string | undefined): Promise<void> {
    const { houston: held, admin } = connection
    const address = addressOf(houston)
    if (held !== undefined && admin === undefined && address !== undefined) {
      const given = tokensIn(text === '' ? held.token : text, true).find((one) => one.system === 'houston')
      if (given === undefined) throw new Refused('no-token')
      if (given.isCut) throw new Refused('cut')
      held.address = address
      held.token = given.token
      connection.mark('checking')
      return await this.#openHouston(connection, held)
    }
    const found = tokensIn(text, true).find((one) => one.system === 'houston')
    if (held === undefined || found === undefined) throw new Refused('no-token')
    if (found.isCut) throw new Refused('cut')
    if (admin !== undefined) {
      const { fetch } = this.#around
      const { address: url } = held
      const probe = new HoustonClient({ url, token: found.token, ...(fetch === undefined ? {} : { fetch }) })
      const reached = await houstonWorkspace(probe, admin.scope.id)
      if (keyOf(reached.scope) !== keyOf(admin.scope)) throw new Refused('other-workspace')
    }
    held.token = found.token
    for (const one of this.#all) if (one.houston === held && one.admin !== undefined) one.mark('ready')
  }
}

const isGood = ({ state }: Connection): boolean => state === 'ready' || state === 'checking'

/** As it is pasted from a browser, or typed without its beginning. */
function addressOf(houston: string | undefined): string | undefined {
  const text = (houston ?? '').trim()
  if (text === '') return undefined
  return /^https?:\/\//iu.test(text) ? text : `https://${text}`
}
