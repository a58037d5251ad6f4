import {
  type CanSuspend,
  type CanTransferAssets,
  type ChangeOptions,
  can,
  type UserAdmin,
  type UserRef,
} from '../src/index.ts'

/** The bug that these must find: a drifted membership acted on. */
export type HttpPlant = 'ignore-mark'

/** Who is in the workspaces. */
export const names: readonly string[] =
  'anna bruno chloe dmitri esther farouk gudrun hiroshi ines jonas kofi lena marek nadia otto priya'.split(' ')
/** A person's address. */
export const address = (name: string): string => `${name}@example.edu`

/** What somebody else does to one of them. */
export interface Move {
  readonly kind: 'leave' | 'rejoin' | 'role' | 'suspend' | 'join'
  readonly who: number
}

/** The roles that are given and changed: a lower one, and another. */
export type GivenRoles = readonly [string, string]

/** Somebody else at work in the same workspace: before each of our requests what is due then is done, one after the other. */
export class Meddler {
  readonly #admin: UserAdmin
  readonly #roles: GivenRoles
  readonly #due: { readonly at: number; readonly move: Move }[] = []
  /** Whom a call of ours is about: no client can close the gap between its look and its request. */
  readonly #underWay = new Set<string>()
  #turn: Promise<void> = Promise.resolve()
  #requests = 0
  #joined = 0

  constructor(admin: UserAdmin, roles: GivenRoles) {
    this.#admin = admin
    this.#roles = roles
  }

  plan(moves: readonly { readonly at: number; readonly move: Move }[]): void {
    this.#requests = 0
    this.#due.push(...moves.toSorted((a, b) => a.at - b.at))
  }

  between(): Promise<void> {
    this.#requests += 1
    this.#turn = this.#after(this.#turn)
    return this.#turn
  }

  async #after(turn: Promise<void>): Promise<void> {
    await turn
    while ((this.#due[0]?.at ?? Number.POSITIVE_INFINITY) <= this.#requests) {
      const next = this.#due.shift()
      if (next !== undefined) await this.move(next.move)
    }
  }

  async move({ kind, who }: Move): Promise<void> {
    const admin = this.#admin
    const email = address(names[who] ?? '')
    if (kind === 'join') {
      this.#joined += 1
      await admin.invite({ email: `joined-${this.#joined}@elsewhere.example`, roles: [this.#roles[0]] })
      return
    }
    if (this.#underWay.has(email) || (await admin.get({ email })) === undefined) return
    if (kind === 'role') await admin.setRoles({ email }, [this.#roles[1]])
    else if (kind === 'suspend') {
      if (can(admin, 'suspend')) await admin.suspend({ email })
    } else {
      await admin.remove({ email })
      if (kind === 'rejoin') await admin.invite({ email, roles: [this.#roles[0]] })
    }
  }

  /** The same administrator, whose calls about a person somebody else lets pass. */
  guarded(admin: UserAdmin, plant: HttpPlant | undefined): UserAdmin {
    const hold = <T>(act: (ref: UserRef, options?: ChangeOptions) => Promise<T>): typeof act => {
      return async (ref, options) => {
        await this.between()
        const email = ref.email ?? ''
        this.#underWay.add(email)
        try {
          return await (plant === undefined ? act(ref, options) : act({ email }, { ...options, ifMark: undefined }))
        } finally {
          this.#underWay.delete(email)
        }
      }
    }
    const own: UserAdmin & Partial<CanSuspend & CanTransferAssets> = {
      ...admin,
      remove: hold((ref, options) => admin.remove(ref, options)),
    }
    if (can(admin, 'suspend')) own.suspend = hold((ref, options) => admin.suspend(ref, options))
    if (can(admin, 'transferAssets'))
      own.transferAssets = (from, to, options) =>
        hold((ref, more) => admin.transferAssets(ref, to, more))(from, options)
    return own
  }
}
