import fc from 'fast-check'
import type { CanSuspend, CanTransferAssets, ChangeOptions, Member, UserAdmin, UserRef } from '../src/index.ts'
import { type MemoryAdmin, member } from '../test/memory.ts'

/** What a co-administrator does to one of the people, or adds. */
export interface Move {
  readonly kind: 'leave' | 'rejoin' | 'role' | 'promote' | 'rename' | 'suspend' | 'join'
  readonly who: number
}

/** Moves of a co-administrator, any number at once. */
export const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom<Move['kind']>('leave', 'rejoin', 'rejoin', 'role', 'promote', 'rename', 'suspend', 'join'),
  who: fc.nat(30),
})

const changes: Readonly<Record<Exclude<Move['kind'], 'leave' | 'join'>, (serial: number) => Partial<Member>>> = {
  rejoin: () => ({ status: 'active' }),
  role: () => ({ roles: ['viewer'] }),
  promote: () => ({ admin: true, roles: ['admin'] }),
  rename: (serial) => ({ email: `renamed-${serial}@elsewhere.example` }),
  suspend: () => ({ status: 'suspended' }),
}

/** Something that a run of ours did to somebody, and which membership they had just before. */
export interface Effect {
  readonly call: string
  readonly id: string
  readonly email: string
  readonly mark: string
}

/** A scope in which somebody else works between our requests, and what came of both. */
export class MovingWorld {
  readonly admin: MemoryAdmin
  /** What ours did, in order. */
  readonly effects: Effect[] = []
  /** What each of our lists showed. */
  readonly lists: (readonly Member[])[] = []
  /** Whom somebody else changed, by id, with how many lists we had read by then. */
  readonly touched: Map<string, number[]> = new Map()
  readonly #moves: { readonly at: number; readonly move: Move }[] = []
  readonly #underWay = new Map<string, number>()
  #requests = 0
  #serial = 0

  constructor(admin: MemoryAdmin) {
    this.admin = admin
    admin.before = (call, email) => {
      if (call === 'list' || call === 'get') return
      const found = admin.members.find((one) => one.email === email)
      this.effects.push({ call, id: found?.id ?? '', email, mark: found?.mark ?? '' })
    }
  }

  /** From now on, before the n-th request of ours. */
  plan(moves: readonly { readonly at: number; readonly move: Move }[]): void {
    this.#requests = 0
    this.#moves.push(...moves)
    this.#moves.sort((a, b) => a.at - b.at)
  }

  /** Does what is due; who is between our look and our request is left for later, for no client can close that gap. */
  between(): void {
    this.#requests += 1
    for (;;) {
      const next = this.#moves[0]
      if (next === undefined || next.at > this.#requests) return
      this.#moves.shift()
      this.move(next.move)
    }
  }

  move({ kind, who }: Move): void {
    const { admin } = this
    this.#serial += 1
    const serial = this.#serial
    if (kind === 'join') {
      admin.members = [...admin.members, member(`joined-${serial}@example.edu`)]
      this.#touch(`id-joined-${serial}@example.edu`)
      return
    }
    const others = admin.members.filter(({ id }) => id !== 'id-me@example.edu' && id !== 'id-bo@example.edu')
    const found = others[who % Math.max(1, others.length)]
    if (found === undefined || this.#underWay.has(found.id)) return
    this.#touch(found.id)
    const become = (by: Partial<Member>): void => {
      admin.members = admin.members.map((one) =>
        one === found ? { ...one, ...by, mark: `${one.mark}+${serial}` } : one,
      )
    }
    if (kind === 'leave') admin.members = admin.members.filter((one) => one !== found)
    else become(changes[kind](serial))
  }

  #touch(id: string): void {
    this.touched.set(id, [...(this.touched.get(id) ?? []), this.lists.length])
  }

  /** Whether somebody else changed the person after our n-th list. */
  touchedSince(id: string, lists: number): boolean {
    return (this.touched.get(id) ?? []).some((at) => at >= lists)
  }

  /** The administrator whom our runs use: before each of its requests somebody else may act. */
  ours(bug?: 'ignore-mark' | 'drifted-done'): UserAdmin {
    const { admin } = this
    const seen = async <T>(work: () => Promise<T>): Promise<T> => {
      this.between()
      return await work()
    }
    const changing = <T>(act: (ref: UserRef, options?: ChangeOptions) => Promise<T>): typeof act => {
      return async (ref, options) => {
        this.between()
        let id: string | undefined
        const watched = {
          ...options,
          ...(bug === 'ignore-mark' ? { ifMark: undefined } : {}),
          onBefore: async (before: Member | undefined) => {
            id = before?.id
            if (id !== undefined) this.#underWay.set(id, (this.#underWay.get(id) ?? 0) + 1)
            this.between()
            await options?.onBefore?.(before)
            this.between()
          },
        }
        try {
          return await act(bug === 'ignore-mark' && ref.id !== undefined ? { id: ref.id } : ref, watched)
        } catch (error) {
          if (bug === 'drifted-done' && /changed/.test(String(error))) return said as T
          throw error
        } finally {
          if (id !== undefined) this.#underWay.delete(id)
        }
      }
    }
    const { suspend, transferAssets, setRoles } = admin
    const said: unknown = { outcome: 'done' }
    const lists = this.lists
    const between = (): void => this.between()
    const own: UserAdmin & Partial<CanSuspend & CanTransferAssets> = {
      scope: admin.scope,
      roleModel: admin.roleModel,
      whoAmI: () => seen(admin.whoAmI),
      roles: () => seen(admin.roles),
      async *list() {
        between()
        lists.push([...admin.members])
        yield* admin.list()
      },
      get: (ref) => seen(() => admin.get(ref)),
      invite: (person, options) => seen(() => admin.invite(person, options)),
      setRoles: (ref, roles, options) => changing((who, more) => setRoles(who, roles, more))(ref, options),
      remove: changing(admin.remove),
    }
    if (suspend !== undefined) own.suspend = changing(suspend)
    if (transferAssets !== undefined)
      own.transferAssets = (from, to, options) => changing((who, more) => transferAssets(who, to, more))(from, options)
    return own
  }
}
