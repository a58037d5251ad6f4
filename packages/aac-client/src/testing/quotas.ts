import type { Clock } from '@user-admin/wire/fake/clock'
import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import { quotaReached, quotaReachedAtGateway } from './answers.ts'
import type { OperationName, Plane } from './context.ts'
import type { FakeAacOptions } from './options.ts'

interface Window {
  readonly endsAt: number
  used: number
}

/** Counts requests by the minute: for each operation by person and by workspace (facts §5). */
export class Quotas {
  readonly #options: FakeAacOptions
  readonly #clock: Clock
  readonly #windows = new Map<string, Window>()

  constructor(options: FakeAacOptions, clock: Clock) {
    this.#options = options
    this.#clock = clock
  }

  /** Counts one request. The headers that its answer carries, and the refusal if it was one too many. */
  take(
    operation: OperationName,
    plane: Plane,
    personId: number,
    workspaceId: number,
  ): { readonly headers: Readonly<Record<string, string>>; readonly refusal?: FakeAnswer } {
    const { quota = {}, quotaFlavour = 'exception', retryHeader = 'x-retry-after' } = this.#options
    if (quota.on !== undefined && !quota.on.includes(operation)) return { headers: {} }
    const now = this.#clock.now()
    const headers: Record<string, string> = {}
    let refusal: FakeAnswer | undefined
    for (const [scope, limit, id] of [
      ['user', quota.user, personId],
      ['workspace', quota.workspace, workspaceId],
    ] as const) {
      if (limit === undefined) continue
      const window = this.#window(`${scope} ${id} ${operation}`, now)
      window.used += 1
      headers[`x-rate-limit-${scope}-limit`] = String(limit)
      headers[`x-rate-limit-${scope}-remaining`] = String(Math.max(0, limit - window.used))
      headers[`x-rate-limit-${scope}-reset`] = this.#reset(scope, window.endsAt)
      if (window.used <= limit) continue
      const seconds = Math.ceil((window.endsAt - now) / 1000)
      if (retryHeader !== 'none') headers[retryHeader] = String(seconds)
      refusal =
        plane === 'gateway' && quotaFlavour === 'fault'
          ? quotaReachedAtGateway
          : quotaReached(operation, scope, limit, seconds)
    }
    return refusal === undefined ? { headers } : { headers, refusal: { ...refusal, headers } }
  }

  #window(key: string, now: number): Window {
    const open = this.#windows.get(key)
    if (open !== undefined && now < open.endsAt) return open
    const fresh = { endsAt: now + 60_000, used: 0 }
    this.#windows.set(key, fresh)
    return fresh
  }

  #reset(scope: 'user' | 'workspace', endsAt: number): string {
    const { resetIn = 'milliseconds' } = this.#options
    const inSeconds = resetIn === 'seconds' || (resetIn === 'mixed' && scope === 'user')
    return String(inSeconds ? Math.ceil(endsAt / 1000) : endsAt)
  }
}
