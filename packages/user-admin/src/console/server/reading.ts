import type { PlanState, State } from '../../state.ts'
import { type CallOptions, can, type Member, type UserAdmin } from '../../user-admin.ts'

/** Everybody of a workspace as they were read once, to plan with again and again while somebody thinks. */
export interface Reading {
  readonly members: readonly Member[]
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Answers from what was read; changes nothing. */
  readonly reader: UserAdmin
}

/** How long it is planned with, in milliseconds. What is carried out is planned afresh in any case. */
export const readingLives: number = 10 * 60_000

/** Reads a workspace whole. @throws {UserAdminError} whatever its reader throws. */
export async function readingOf(admin: UserAdmin, now: () => number, options: CallOptions): Promise<Reading> {
  const at = now()
  const once = <T>(ask: () => Promise<T>): (() => Promise<T>) => {
    let asked: Promise<T> | undefined
    return () => (asked ??= ask())
  }
  const all = async (): Promise<readonly Member[]> => {
    const found: Member[] = []
    for await (const member of admin.list(options)) found.push({ ...member, native: undefined })
    return found
  }
  const whoAmI = once(() => admin.whoAmI(options))
  const roles = once(() => admin.roles(options))
  const [members, seats] = await Promise.all([
    all(),
    can(admin, 'seats') ? admin.seats(options) : undefined,
    whoAmI(),
    roles(),
  ])
  const unseen = (await admin.unseen?.(options)) ?? []
  const reader: UserAdmin = {
    ...admin,
    whoAmI,
    roles,
    list: async function* () {
      yield* members
    },
    unseen: async () => unseen,
    outsiders: async () => [],
    ...(seats === undefined ? {} : { seats: async () => seats }),
  }
  return { members, at, reader }
}

/** What plans remember, to be looked at only: a list that was read some minutes ago is no news. */
export const lookingAt = (state: State): PlanState => ({
  baseline: (scope) => state.baseline(scope),
  window: (scope, since) => state.window(scope, since),
  lastSnapshot: (source) => state.lastSnapshot(source),
  absences: (source, reading) => state.absences(source, reading),
  links: (source, scope) => state.links(source, scope),
  record: async () => undefined,
})
