import { type Clock, systemClock } from '@user-admin/wire/fake/clock'
import { type FakeAnswer, type FakeRequest, type FaultRule, Faults } from '@user-admin/wire/fake/faults'
import { Ledger } from '@user-admin/wire/fake/ledger'
import { serve } from '@user-admin/wire/fake/server'
import { json as parsed } from '../oauth.ts'
import type { Hosts } from '../planes.ts'
import type { Tokens } from '../tokens.ts'
import {
  forbidden,
  malformed,
  missingPerson,
  noProject,
  noRoute,
  notFound,
  unauthorizedText,
  withdrawn,
  wrongProject,
} from './answers.ts'
import { type Plane, routeOf } from './operations.ts'
import type { FakeAacOptions } from './options.ts'
import { worldOf } from './seed.ts'
import { TokenServer } from './token-server.ts'
import { byEmail, type FakePerson, type FakeWorkspace, isAdmin, stateOf, type WorkspaceState } from './world.ts'

/** Which member of which workspace. Default: the first of the first. */
export interface FakeMember {
  /** An id or a name. */
  readonly workspace?: number | string | undefined
  /** An id or an e-mail address. */
  readonly person?: number | string | undefined
}

/** A running fake. */
export interface FakeAac extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`: gateway, application and token server at once. */
  readonly url: string
  /** All three are `url`, for `new AacClient({ hosts: fake.hosts, … })`. */
  readonly hosts: Required<Hosts>
  /** Takes requests for the vendor's hosts here: `new AacClient({ region: 'us1', fetch: fake.fetch, … })`. */
  readonly fetch: typeof fetch
  /** Every change, with its caller and time. */
  readonly ledger: Ledger
  readonly clock: Clock
  readonly counters: { readonly exchanges: number; readonly spentPresented: number }
  /** The workspaces as they are now, in plain JSON. */
  readonly state: readonly WorkspaceState[]
  /** Something goes wrong on the way: by operation name (`refreshToken` for the token server) or `METHOD /path`. */
  fault(rule: FaultRule): void
  /** Requests that arrived. */
  requests(): number
  /** A new pair, as the preferences page hands it out: of another family than those before. */
  tokens(member?: FakeMember): Tokens
  /** The same in the form of the vendor's `creds.json`. */
  creds(member?: FakeMember): { readonly access_token: string; readonly refresh_token: string }
  /** A static token of the older kind, without an end. */
  staticToken(member?: FakeMember): string
  /** An invited person signs in for the first time. */
  accept(email: string, workspace?: number | string): void
  /** Ends every connection and frees the port. */
  close(): Promise<void>
}

/** Starts a fake of both planes and the token server on a free loopback port. It refuses what the real ones refuse. */
export async function startFakeAac(options: FakeAacOptions = {}): Promise<FakeAac> {
  const clock = options.clock ?? systemClock
  const world = worldOf(options.seed ?? {}, clock.now())
  const ledger = new Ledger()
  const faults = new Faults()
  const tokens = new TokenServer(options, clock)
  let serial = 0

  const answer = (request: FakeRequest): FakeAnswer => {
    serial += 1
    const given = isTokenServer(request) ? tokens.answer(request) : operate(request)
    return { ...given, headers: { 'x-trifacta-request-id': serial.toString(16).padStart(32, '0'), ...given.headers } }
  }

  const operate = (request: FakeRequest): FakeAnswer => {
    const { method, url, headers, body } = request
    const place = placeOf(request)
    if (place === undefined) return noRoute(method, url.pathname)
    const { plane, path } = place
    if (plane === 'gateway') {
      if (method === 'GET' && body !== '') return malformed
      const project = headers['x-api-project-id']
      if (options.projectId !== undefined && project !== options.projectId)
        return project === undefined ? noProject : wrongProject
    }
    const grant = tokens.verify(headers['authorization']?.replace(/^Bearer /i, '') ?? '')
    const workspace = world.workspaces.find(({ id }) => id === grant?.workspaceId)
    const caller = workspace?.people.get(grant?.personId ?? 0)
    if (workspace === undefined || caller === undefined) return plane === 'gateway' ? unauthorizedText : missingPerson
    const route = routeOf(method, plane, path)
    const { routes = {} } = options
    const state =
      route === undefined
        ? '404'
        : (routes[`${plane}:${route.operation.name}`] ?? routes[`${plane}:*`] ?? routes[route.operation.name] ?? 'ok')
    if (route === undefined || state === '404') return noRoute(method, url.pathname)
    if (state === '410') return withdrawn()
    if (!accepts(headers['accept']) || (body !== '' && !/^application\/json\b/.test(headers['content-type'] ?? '')))
      return { status: 415 }
    if (caller.isDisabled) return forbidden()
    const wanted = route.path['workspace']
    if (wanted !== undefined && wanted !== workspace.id)
      return world.workspaces.some(({ id }) => id === wanted) ? forbidden() : notFound()
    if (route.operation.admin === true && !isAdmin(workspace, caller)) return forbidden()
    const context = {
      options,
      clock,
      ledger,
      world,
      workspace,
      caller,
      path: route.path,
      query: url.searchParams,
      body: parsed(body),
    }
    return route.operation.answer(context)
  }

  const server = await serve({
    answer,
    faults,
    latency: options.latency ?? 0,
    hosts: /(?:^|\.)alteryxcloud\.com$/,
    operation: (request) => {
      if (isTokenServer(request)) return 'refreshToken'
      const place = placeOf(request)
      const route = place === undefined ? undefined : routeOf(request.method, place.plane, place.path)
      return route?.operation.name ?? `${request.method} ${request.url.pathname}`
    },
  })
  if (options.issuer !== undefined) tokens.issuer = options.issuer === 'self' ? `${server.url}/as` : options.issuer

  const workspaceOf = (wanted: number | string | undefined): FakeWorkspace => {
    const found =
      wanted === undefined
        ? world.workspaces[0]
        : world.workspaces.find(({ id, name }) => id === wanted || name === wanted)
    if (found === undefined) throw new Error(`The fake has no workspace ${wanted}.`)
    return found
  }
  const memberOf = ({
    workspace: where,
    person: who,
  }: FakeMember): { workspace: FakeWorkspace; person: FakePerson } => {
    const workspace = workspaceOf(where)
    const person =
      who === undefined
        ? workspace.people.values().next().value
        : typeof who === 'number'
          ? workspace.people.get(who)
          : byEmail(workspace, who)
    if (person === undefined) throw new Error(`The fake's workspace ${workspace.name} has no member ${who}.`)
    return { workspace, person }
  }
  const generate = (member: FakeMember): Tokens => {
    const { workspace, person } = memberOf(member)
    return tokens.generate(workspace, person.id)
  }

  return {
    url: server.url,
    hosts: { gateway: server.url, app: server.url, tokenServer: server.url },
    fetch: server.fetch,
    ledger,
    clock,
    counters: tokens.counters,
    get state() {
      return world.workspaces.map(stateOf)
    },
    fault: (rule) => faults.add(rule),
    requests: server.requests,
    tokens: (member = {}) => generate(member),
    creds: (member = {}) => {
      const { accessToken, refreshToken } = generate(member)
      return { access_token: accessToken, refresh_token: refreshToken }
    },
    staticToken: (member = {}) => {
      const { workspace, person } = memberOf(member)
      return tokens.generateStatic(workspace, person.id)
    },
    accept: (email, where) => {
      const { workspace, person } = memberOf({ workspace: where, person: email })
      const now = new Date(clock.now()).toISOString()
      person.lastLoginTime = now
      person.agreementAcceptedAt = now
      person.name ??= email.split('@')[0] ?? email
      ledger.record({
        at: clock.now(),
        by: email,
        operation: 'acceptInvitation',
        scope: String(workspace.id),
        target: email,
      })
    },
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  }
}

function isTokenServer({ host, url }: FakeRequest): boolean {
  return url.pathname === '/as/token' && (host === undefined || host.startsWith('pingauth'))
}

/** The plane that a request reached: by the host it was meant for, else by its path. Each serves its own prefix only. */
function placeOf({ host, url }: FakeRequest): { readonly plane: Plane; readonly path: string } | undefined {
  const [, prefix, path = ''] = /^(\/iam\/v1|\/v4)\/(.*)$/.exec(url.pathname) ?? []
  const plane = prefix === '/iam/v1' ? 'gateway' : prefix === '/v4' ? 'app' : undefined
  if (plane === undefined || (host !== undefined && host.startsWith('api.') !== (plane === 'gateway'))) return undefined
  return { plane, path }
}

function accepts(accept = '*/*'): boolean {
  return /\*\/\*|application\/(?:json|\*)/.test(accept)
}
