import { type Caller, type CanSuspend, can, type Member, type UserAdmin } from '../src/index.ts'

/**
 * Bugs that the oracle must find: administrators are not counted before one is taken, or who is suspended or invited
 * counts too, or the count is an old one; another membership of the same person is taken; whose credential it is is not
 * known; two runs of one state work at once.
 */
export const adminPlants = ['no-count', 'count-all', 'count-once', 'ignore-mark', 'forget-self', 'together'] as const
export type AdminPlant = (typeof adminPlants)[number]

/** Who makes the plans: nobody in the scope. */
export const planner: Caller = { id: 'key:1', kind: 'service-account' }

/** The same administrator for a run with one bug. */
export function planted(admin: UserAdmin & Partial<CanSuspend>, plant: AdminPlant | undefined): UserAdmin {
  const listing = (rows: (rows: readonly Member[]) => readonly Member[]): UserAdmin => ({
    ...admin,
    async *list(options) {
      const all: Member[] = []
      for await (const one of admin.list(options)) all.push(one)
      yield* rows(all)
    },
  })
  switch (plant) {
    case 'no-count':
      // As if there were always enough of them.
      return listing((rows) => [
        ...rows,
        ...rows
          .slice(0, 1)
          .flatMap((row) =>
            ['x', 'y', 'z'].map((id): Member => ({ ...row, id, email: `${id}@x.edu`, status: 'active', admin: true })),
          ),
      ])
    case 'count-all':
      return listing((rows) => rows.map((one) => ({ ...one, status: 'active' })))
    case 'count-once': {
      let once: readonly Member[] | undefined
      return {
        ...admin,
        async *list(options) {
          if (once === undefined) {
            const all: Member[] = []
            for await (const one of admin.list(options)) all.push(one)
            once = all
          }
          yield* once
        },
      }
    }
    case 'ignore-mark':
      return {
        ...admin,
        setRoles: (ref, asked, o) => admin.setRoles(ref, asked, { ...o, ifMark: undefined }),
        remove: (ref, o) => admin.remove(ref, { ...o, ifMark: undefined }),
        ...(can(admin, 'suspend')
          ? { suspend: ((ref, o) => admin.suspend(ref, { ...o, ifMark: undefined })) satisfies CanSuspend['suspend'] }
          : {}),
      }
    case 'forget-self':
      return { ...admin, whoAmI: async () => planner }
    case 'together':
    case undefined:
      return admin
    default:
      return plant satisfies never
  }
}
