import pMap from 'p-map'
import { UserAdminError } from '../errors.ts'
import type { Crowd } from '../plan/crowd.ts'
import { keyOf, readWorld, type World } from '../plan/world.ts'
import type { CallOptions, Scope, UserReader } from '../user-admin.ts'

/** A target as it was read for evidence: whole, or with the reason why not. */
export type ReadTarget = {
  readonly target: string
  readonly scope: Scope
  readonly key: string
  readonly readAt: string
} & ({ readonly world: World } | Failed)

/** Why something could not be read, in our own words. */
export interface Failed {
  readonly problem: string
  readonly why: string
}

/** Reads targets as they are now, a few at once. One that fails is no reason not to read the others. */
export function readTargets(
  targets: readonly { readonly name: string; readonly reader: UserReader }[],
  crowd: Crowd,
  now: () => string,
  { signal }: CallOptions,
): Promise<ReadTarget[]> {
  return pMap(
    targets,
    async ({ name, reader }) => {
      const known = { target: name, scope: reader.scope, key: keyOf(reader.scope) }
      try {
        const wanted = { outsiders: true, deployments: false, teams: false }
        const world = await readWorld(reader, wanted, crowd, { signal })
        return { ...known, world, readAt: now() }
      } catch (error) {
        signal?.throwIfAborted()
        return { ...known, ...failed(error), readAt: now() }
      }
    },
    { concurrency: 8, ...(signal === undefined ? {} : { signal }) },
  )
}

export function failed(error: unknown): Failed {
  if (error instanceof UserAdminError) return { problem: error.problem, why: error.message }
  return {
    problem: 'unexpected',
    why: `An unexpected error (${error instanceof Error ? error.name : typeof error}).`,
  }
}
