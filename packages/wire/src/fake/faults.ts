/** A request as a fault rule and a fake's router see it. */
export interface FakeRequest {
  readonly method: string
  /** Path and query as they came. */
  readonly url: URL
  /** The real host that the request was meant for, if it came through the fake's `fetch`. */
  readonly host: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface FakeAnswer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: string | undefined
}

/**
 * Something that goes wrong on the way. `before`: the fake never sees the request; `after`: it acts,
 * and the answer is what goes wrong.
 */
export interface FaultRule {
  /** Matched against the operation's name, and against `METHOD /path`. Default: everything. */
  readonly on?: string | RegExp | undefined
  /** How many matching requests it strikes. Default 1. */
  readonly times?: number | undefined
  /** How many matching requests pass first. Default 0. */
  readonly skip?: number | undefined
  readonly when?: 'before' | 'after' | undefined
  /** An answer of your own, a connection that breaks, no answer at all, a body that ends half-way, or `html`: a proxy's page. */
  readonly give: FakeAnswer | 'reset' | 'silence' | 'cut' | 'html'
}

/** The rules of one fake, each spent as it strikes. */
export class Faults {
  readonly #rules: { rule: FaultRule; skip: number; left: number }[] = []
  /** How many requests were struck. */
  struck = 0

  add(rule: FaultRule): void {
    this.#rules.push({ rule, skip: rule.skip ?? 0, left: rule.times ?? 1 })
  }

  clear(): void {
    this.#rules.length = 0
  }

  /** The rule that strikes this request, if one does. */
  strike(operation: string, request: FakeRequest): FaultRule | undefined {
    const line = `${request.method} ${request.url.pathname}`
    for (const entry of this.#rules) {
      const { on } = entry.rule
      const matches =
        on === undefined ||
        (typeof on === 'string' ? on === operation || on === line : on.test(operation) || on.test(line))
      if (!matches || entry.left === 0) continue
      if (entry.skip > 0) {
        entry.skip -= 1
        continue
      }
      entry.left -= 1
      this.struck += 1
      return entry.rule
    }
    return undefined
  }
}

export const proxyPage: FakeAnswer = {
  status: 502,
  headers: { 'content-type': 'text/html' },
  body: '<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>',
}
