import { AacClient } from '@user-admin/aac-client'
import { aacWorkspace } from '../../aac/workspace.ts'
import { claimsOf } from '../../credentials/whole-token.ts'
import { keyOf } from '../../plan/world.ts'
import { translated } from '../../translated.ts'
import { can, type UserAdmin } from '../../user-admin.ts'
import type { Connection as Shown, System } from '../protocol.ts'
import { endOf, KeptPair } from './kept-pair.ts'
import type { Pasted } from './pasted.ts'
import { type AacPlaces, placeOf } from './places.ts'
import { failureOf, Refused } from './refused.ts'

/** What every connection is opened with. */
export interface Around {
  readonly aac: AacPlaces
  readonly fetch: typeof fetch | undefined
  readonly now: () => number
  readonly changed: () => void
}

/** A token of Houston, which is one for all workspaces that it reaches. */
export interface HoustonToken {
  /** Empty as long as nobody said it. */
  address: string
  token: string
}

/** One workspace, and the token with which it is reached: never told to anybody but whoever pasted it, on asking. */
export class Connection {
  readonly id: string
  readonly system: System
  /** The place in the systems that it reaches, once that is known. */
  admin: UserAdmin | undefined
  readonly #around: Around
  #state: Shown['state'] = 'checking'
  #says: string | undefined
  #region: string | undefined
  #gid: string | undefined
  #caller: string | undefined
  #people: number | undefined
  #mayChange: boolean | undefined
  #pair: KeptPair | undefined
  /** An access token alone. */
  #access: string | undefined
  readonly #houston: HoustonToken | undefined

  constructor(id: string, system: System, around: Around, houston?: HoustonToken) {
    this.id = id
    this.system = system
    this.#around = around
    this.#houston = houston
  }

  /** An access token alone ends by the clock, whatever was known of it before. */
  get state(): Shown['state'] {
    const ends = this.ends
    return this.#state === 'ready' && ends !== undefined && ends <= this.#around.now() ? 'expired' : this.#state
  }

  /** When it ends: of what is not renewed. */
  get ends(): number | undefined {
    const token = this.#houston?.token ?? this.#access
    const ends = token === undefined ? Number.POSITIVE_INFINITY : endOf(token)
    return ends === Number.POSITIVE_INFINITY ? undefined : ends
  }

  get isReady(): boolean {
    return this.state === 'ready' && this.admin !== undefined
  }

  /** Names the workspace in plans. */
  get key(): string | undefined {
    return this.admin === undefined ? undefined : keyOf(this.admin.scope)
  }

  /** The gid of its workspace, as far as a token says. */
  get gid(): string | undefined {
    return this.#gid
  }

  get houston(): HoustonToken | undefined {
    return this.#houston
  }

  /** Whether the person behind the token may administer others there; `undefined`: nobody says. */
  get mayChange(): boolean | undefined {
    return this.#mayChange
  }

  get region(): string | undefined {
    return this.#region
  }

  /** The pair as it is now. */
  get pair(): KeptPair | undefined {
    return this.#pair
  }

  shown(): Shown {
    const { scope } = this.admin ?? {}
    const ends = this.ends
    return {
      id: this.id,
      system: this.system,
      state: this.state,
      ...(scope === undefined ? {} : { workspace: scope.name }),
      ...(this.#region === undefined ? {} : { region: this.#region }),
      ...(this.#caller === undefined ? {} : { caller: this.#caller }),
      ...(this.#people === undefined ? {} : { people: this.#people }),
      ...(ends === undefined ? {} : { ends }),
      isRenewed: this.#pair !== undefined,
      isSpent: this.#pair?.isSpent === true,
      ...(this.#mayChange === undefined ? {} : { mayChange: this.#mayChange }),
      ...(this.#says === undefined || this.#says === '' ? {} : { says: this.#says }),
    }
  }

  /** It stays out, alone. */
  mark(state: Shown['state'], says?: string): void {
    this.#state = state
    this.#says = says
    this.#around.changed()
  }

  /** Takes what was pasted, and asks nobody yet. */
  take(pasted: Pasted & { readonly system: 'aac' }): void {
    const { access = '', refresh } = pasted
    this.#gid = claimsOf(access)?.workspace ?? this.#gid
    // Alone, the second half could not even be handed back as a pair.
    this.#pair =
      refresh === undefined || access === '' ? undefined : new KeptPair({ access, refresh }, this.#around.now)
    this.#access = refresh === undefined ? access : undefined
    this.#region = placeOf(access, this.#around.aac).region
    if (access === '') this.mark('half')
    else if (pasted.isCut) this.mark('cut')
    else if (placeOf(access, this.#around.aac).place === 'foreign') this.mark('foreign')
    else if (refresh === undefined && endOf(access) <= this.#around.now()) this.mark('expired')
    else this.mark('checking')
  }

  /** Asks AAC what the token is good for. Never rejects: what went wrong is its state. */
  async open(isDuplicate: (connection: Connection, key: string) => boolean): Promise<void> {
    const { aac, fetch, now } = this.#around
    const { place } = placeOf(this.#given, aac)
    if (this.#state !== 'checking' || place === 'foreign') return
    try {
      const client = new AacClient({ ...place, token: (refused, lent) => this.#token(refused, lent), fetch, now })
      await this.reach(await aacWorkspace(client), isDuplicate)
    } catch (error) {
      this.failed(error)
    }
  }

  /** The workspace is reached: says whose it is, and how many are in it. */
  async reach(admin: UserAdmin, isDuplicate: (connection: Connection, key: string) => boolean): Promise<void> {
    if (isDuplicate(this, keyOf(admin.scope))) {
      this.admin = undefined
      this.mark('duplicate')
      return
    }
    this.admin = admin
    const caller = await admin.whoAmI()
    this.#caller = caller.email ?? caller.id
    if (can(admin, 'seats')) this.#people = (await admin.seats()).taken
    if (caller.kind === 'person') {
      const me = await admin.get({ id: caller.id }).catch(() => undefined)
      this.#mayChange = me === undefined ? undefined : me.admin !== false
    }
    this.mark('ready')
  }

  /** Everybody of it was read. */
  saw(people: number): void {
    this.#people = people
  }

  /** What a failure says of the token. */
  failed(error: unknown): void {
    const { problem, says } = failureOf(translated(error))
    const ends = this.ends
    if (problem !== 'unauthenticated' && problem !== 'forbidden') this.mark('unreachable', says)
    else if (this.#pair?.isRefused === true) this.mark('spent')
    else if (ends !== undefined && ends <= this.#around.now()) this.mark('expired')
    else this.mark('refused', says)
  }

  /**
   * A newer token for the same workspace: a pair, an access token, or the half that renews the one that is here.
   *
   * @throws {Refused} `other-workspace`, `no-token`, `cut`.
   */
  async renew(all: readonly Pasted[], isDuplicate: (connection: Connection, key: string) => boolean): Promise<void> {
    const own = all.filter((one) => one.system === 'aac')
    const fitting = own.find(({ access = '' }) => {
      const gid = claimsOf(access)?.workspace
      return gid === undefined || this.#gid === undefined || gid === this.#gid
    })
    if (own.length === 0) throw new Refused('no-token')
    if (fitting === undefined) throw new Refused('other-workspace')
    if (fitting.isCut) throw new Refused('cut')
    const access = fitting.access ?? this.#access
    if (access === undefined) throw new Refused('no-token')
    const { place } = placeOf(access, this.#around.aac)
    if (place === 'foreign') throw new Refused('foreign')
    const { admin } = this
    const isSame = claimsOf(access)?.workspace !== undefined && claimsOf(access)?.workspace === this.#gid
    if (admin !== undefined && !isSame) {
      const { fetch, now } = this.#around
      const probe = await aacWorkspace(new AacClient({ ...place, token: access, fetch, now })).catch(
        (error: unknown) => {
          throw translated(error)
        },
      )
      if (keyOf(probe.scope) !== keyOf(admin.scope)) throw new Refused('other-workspace')
    }
    const { refresh } = fitting
    this.take({ system: 'aac', access, ...(refresh === undefined ? {} : { refresh }), isCut: false })
    if (this.#state !== 'checking') return
    if (admin === undefined) await this.open(isDuplicate)
    else
      await (can(admin, 'seats') ? admin.seats() : admin.roles()).then(
        () => this.mark('ready'),
        (error: unknown) => this.failed(error),
      )
  }

  /** Nothing of it is kept. */
  forget(): void {
    this.#pair = undefined
    this.#access = undefined
    this.admin = undefined
    this.#state = 'refused'
    if (this.#houston !== undefined) this.#houston.token = ''
  }

  get #given(): string {
    if (this.#access !== undefined) return this.#access
    const { access_token: access = '' } = JSON.parse(this.#pair?.text ?? '{}') as { readonly access_token?: string }
    return access
  }

  /** For the client: the pair's newest access token, or the one that there is. */
  async #token(refused?: string, lent?: Parameters<KeptPair['source']>[1]): Promise<string> {
    const pair = this.#pair
    if (pair !== undefined) {
      const wasSpent = pair.isSpent
      try {
        return await pair.source(refused, lent)
      } catch (error) {
        if (pair.isRefused && this.#pair === pair) this.mark('spent')
        throw error
      } finally {
        if (pair.isSpent !== wasSpent) this.#around.changed()
      }
    }
    const access = this.#access ?? ''
    const hasEnded = endOf(access) <= this.#around.now()
    if (hasEnded || refused === access) {
      // One that says nothing of its end may have been taken back.
      this.mark(hasEnded || claimsOf(access)?.ends !== undefined ? 'expired' : 'refused')
      throw new Error('The access token has ended.')
    }
    return access
  }
}
