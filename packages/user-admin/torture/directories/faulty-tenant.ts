import type { FakeGraph } from '../../src/directory/testing/index.ts'
import type { Person } from './company.ts'
import type { Ground, Rig } from './fault.ts'
import { openTenant, sourceOfTenant, type Tenant } from './graph.ts'

/** One request while it goes wrong. */
export interface Passing {
  readonly url: URL
  /** `nested`: the groups within a group. */
  readonly about: 'members' | 'groups' | 'deleted' | 'nested'
  /** Of the members of the first group, counted from 1. */
  readonly page: number
  readonly lot: number
  readonly real: () => Promise<Response>
  /** It goes wrong without an answer. */
  readonly bite: () => void
}

/** What comes instead; `undefined`: what would have come. */
export type Instead = (passing: Passing) => Promise<Response | undefined> | Response | undefined

/** Something that happens to the tenant itself. */
export interface Happening {
  readonly strike: (fake: FakeGraph, lot: number) => void
  readonly mend: (fake: FakeGraph) => void
}

function aboutOf({ pathname }: URL): Passing['about'] {
  if (pathname.includes('deletedItems')) return 'deleted'
  if (pathname.endsWith('microsoft.graph.user')) return 'members'
  return pathname.endsWith('microsoft.graph.group') ? 'nested' : 'groups'
}

/**
 * A tenant with something wrong between it and its source, or in itself.
 *
 * @param impatience Milliseconds for one answer while it goes wrong.
 */
export async function openFaultyTenant(
  { now, lot }: Ground,
  instead: Instead | undefined,
  happening?: Happening,
  impatience?: number,
): Promise<Rig> {
  const tenant: Tenant = await openTenant(now)
  let [isStruck, bit] = [false, false]
  let pages = new Map<string, number>()
  const through: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input))
    const real = (): Promise<Response> => fetch(input, init)
    if (!isStruck) return await real()
    if (instead === undefined) {
      bit = true
      return await real()
    }
    const bite = (): void => {
      bit = true
    }
    const about = aboutOf(url)
    const page = (pages.get(url.pathname) ?? 0) + 1
    if (about === 'members' && url.searchParams.get('$top') !== '1') pages.set(url.pathname, page)
    const answer = await instead({ url, about, page: pages.size === 1 ? page : 0, lot, real, bite })
    if (answer === undefined) return await real()
    bit = true
    return answer
  }
  let last: readonly Person[] = []
  const options = { name: 'entra', now, fetch: through }
  const good = sourceOfTenant(tenant, options)
  const hasty = sourceOfTenant(tenant, { ...options, timeout: impatience ?? 20_000 })
  return {
    source: { ...good, read: (asked) => (isStruck ? hasty : good).read(asked) },
    show: (people) => {
      last = people
      tenant.show(people)
    },
    strike: () => {
      isStruck = true
      pages = new Map()
      happening?.strike(tenant.fake, lot)
    },
    mend: () => {
      isStruck = false
      happening?.mend(tenant.fake)
      tenant.show(last)
    },
    bit: () => bit,
    [Symbol.asyncDispose]: () => tenant[Symbol.asyncDispose](),
  }
}
