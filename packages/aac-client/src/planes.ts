import { type Answer, codeOf, field, refusal } from './errors.ts'

/** The regions that the vendor lists (facts §1.1). */
export type Region = 'us1' | 'eu1' | 'au1'

/** Where the two planes and the token server are: origins (`https://host[:port]`); http only on loopback. */
export interface Hosts {
  /** Serves `/iam/v1`. */
  readonly gateway: string
  /** Serves `/v4`. */
  readonly app: string
  /** Where refresh tokens are exchanged. Default: the host that the access token names, if it is one of the vendor's. */
  readonly tokenServer?: string | undefined
}

/** One way to an operation: a plane and a path on it. */
export interface Route {
  readonly plane: 'gateway' | 'app'
  /** Begins with the plane's prefix. */
  readonly path: string
  /** Awaited before this way is tried; throws if it must not be. */
  readonly before?: (() => Promise<void>) | undefined
}

/** The ways to one operation, the preferred first. */
export type Routes = readonly [Route, ...Route[]]

/** The same resource on both planes, the gateway first (facts §9.1). */
export function both(resource: string): readonly [Route, Route] {
  return [gateway(resource), app(resource)]
}

/** A resource of the gateway plane. */
export function gateway(resource: string): Route {
  return { plane: 'gateway', path: `/iam/v1/${resource}` }
}

/** A resource of the legacy plane. */
export function app(resource: string): Route {
  return { plane: 'app', path: `/v4/${resource}` }
}

/**
 * Does this refusal say that the way does not exist here, so that the next may be tried? Only a 404 that names the
 * route, or a 410. `gone`: a bare 410 may as well speak of what the path or the body names, so only one that shows a
 * withdrawn endpoint counts (facts §3.2, §3.6). No change is sent on because of less.
 */
export function isNoRoute(answer: Answer, gone: boolean): boolean {
  if (answer.status === 404) return codeOf(answer.json) === 'RouteNotFoundException'
  return answer.status === 410 && (!gone || isWithdrawn(answer.json))
}

/** Does this refusal of a path that names one person say that the person is not there (facts §9.3)? */
export function isGone(answer: Answer): boolean {
  return answer.status === 410
    ? !isWithdrawn(answer.json)
    : answer.status === 404 && codeOf(answer.json) === 'DataNotFoundException'
}

/** A withdrawn endpoint has a word for it, `IAM_ENDPOINT_SCREAM_TEST`, at the top or in the exception: nobody recorded which. */
function isWithdrawn(json: unknown): boolean {
  const words = [json, field(json, 'exception')].flatMap((place) => [field(place, 'flagName'), field(place, 'code')])
  return words.some((word) => typeof word === 'string' && word !== '')
}

/** The two planes of one installation, and which way to each operation was found to work. */
export class Planes {
  readonly #hosts: Hosts
  readonly #won = new Map<string, number>()

  /** @throws {AacError} `BAD_HOST` for an unknown region or an origin that is not https (http only on loopback). */
  constructor(at: { readonly region?: Region | undefined; readonly hosts?: Hosts | undefined }) {
    this.#hosts = at.hosts === undefined ? ofRegion(at.region) : checked(at.hosts)
  }

  /** Where refresh tokens go, if it was named. */
  get tokenServer(): string | undefined {
    return this.#hosts.tokenServer
  }

  /** Where people sign in. */
  get origin(): string {
    return this.#hosts.app
  }

  url(route: Route, query: URLSearchParams): string {
    const text = query.toString()
    return this.#hosts[route.plane] + route.path + (text === '' ? '' : `?${text}`)
  }

  /** The ways to try: the one that worked last time, then the others in their order. */
  order(operation: string, routes: Routes): Routes {
    const won = routes[this.#won.get(operation) ?? 0] ?? routes[0]
    return [won, ...routes.filter((route) => route !== won)]
  }

  remember(operation: string, routes: Routes, route: Route): void {
    this.#won.set(operation, routes.indexOf(route))
  }
}

function ofRegion(region: Region | undefined): Hosts {
  if (region !== 'us1' && region !== 'eu1' && region !== 'au1') {
    throw refusal('AacClient', 'BAD_HOST', 'the option region must be us1, eu1 or au1; or name the option hosts')
  }
  return { gateway: `https://api.${region}.alteryxcloud.com`, app: `https://${region}.alteryxcloud.com` }
}

function checked(hosts: Hosts): Hosts {
  const { tokenServer } = hosts
  const url = parsed(tokenServer)
  if (tokenServer !== undefined && (url === undefined || !isSafe(url))) {
    throw refusal(
      'AacClient',
      'BAD_HOST',
      'the option hosts.tokenServer must be https (http only on loopback), without user, query or fragment',
    )
  }
  return {
    gateway: origin('hosts.gateway', hosts.gateway),
    app: origin('hosts.app', hosts.app),
    ...(tokenServer === undefined ? {} : { tokenServer }),
  }
}

function origin(name: string, value: string): string {
  const url = parsed(value)
  if (url === undefined || !isSafe(url) || url.pathname !== '/') {
    throw refusal(
      'AacClient',
      'BAD_HOST',
      `the option ${name} must be an origin like https://host, without a path (http only on loopback)`,
    )
  }
  return url.origin
}

/** A URL, or nothing. */
export function parsed(value: unknown): URL | undefined {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined
}

/** https, or http on loopback; no user, query or fragment. */
export function isSafe(url: URL): boolean {
  const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname)
  return (
    (url.protocol === 'https:' || (url.protocol === 'http:' && loopback)) &&
    url.username + url.password + url.search + url.hash === ''
  )
}
