import type { Clock } from '@user-admin/wire/fake/clock'
import type { FakeAnswer, FakeRequest } from '@user-admin/wire/fake/faults'
import type { Ledger } from '@user-admin/wire/fake/ledger'
import { json as parsed } from '../oauth.ts'
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
import type { Operation, Plane } from './context.ts'
import { routeOf } from './operations.ts'
import type { FakeAacOptions } from './options.ts'
import { Quotas } from './quotas.ts'
import { cycle } from './scim.ts'
import type { TokenServer } from './token-server.ts'
import { type FakePerson, type FakeWorkspace, isAdmin, type World } from './world.ts'

/** What the two planes work with. */
export interface Parts {
  readonly options: FakeAacOptions
  readonly clock: Clock
  readonly ledger: Ledger
  readonly world: World
  readonly tokens: TokenServer
}

interface Place {
  readonly plane: Plane
  readonly path: string
}

/** Answers the requests of both planes. */
export class Router {
  readonly #parts: Parts
  readonly #quotas: Quotas
  #nextCycle: number

  constructor(parts: Parts) {
    const { options, clock } = parts
    this.#parts = parts
    this.#quotas = new Quotas(options, clock)
    this.#nextCycle = clock.now() + (options.scimEvery ?? Number.POSITIVE_INFINITY)
  }

  answer(request: FakeRequest, requestId: string): FakeAnswer {
    this.#cycles()
    const { options, clock, ledger, world } = this.#parts
    const { method, url, body } = request
    const place = placeOf(request)
    if (place === undefined) return noRoute(method, url.pathname)
    const { plane, path } = place
    const refusedByFront = plane === 'gateway' ? this.#front(request) : undefined
    if (refusedByFront !== undefined) return refusedByFront
    const known = this.#caller(request)
    if (known === undefined) return plane === 'gateway' ? unauthorizedText : missingPerson
    const { workspace, caller } = known
    const route = routeOf(method, plane, path)
    if (route === undefined || route.operation.there?.(options) === false) return noRoute(method, url.pathname)
    const { operation } = route
    const closed = this.#closed(request, plane, operation)
    if (closed !== undefined) return closed
    if (caller === undefined || caller.isDisabled) return forbidden()
    const { headers, refusal } = this.#quotas.take(operation.name, plane, caller.id, workspace.id)
    if (refusal !== undefined) return refusal
    const context = {
      options,
      clock,
      ledger,
      world,
      workspace,
      caller,
      path: route.path,
      query: url.searchParams,
      // An empty text is no JSON either, but costs an exception to find out.
      body: body === '' ? undefined : parsed(body),
      requestId,
    }
    const answer = this.#elsewhere(context) ?? this.#reserved(context, operation) ?? operation.answer(context)
    return { ...answer, headers: { ...headers, ...answer.headers } }
  }

  /** The identity provider works by the clock, where it was told to. */
  #cycles(): void {
    const { options, clock, ledger, world } = this.#parts
    if (clock.now() < this.#nextCycle) return
    this.#nextCycle = clock.now() + (options.scimEvery ?? Number.POSITIVE_INFINITY)
    cycle(world, options, clock, ledger)
  }

  /** What the gateway's own front refuses before it looks at the token (facts §3.6). */
  #front({ method, headers, body }: FakeRequest): FakeAnswer | undefined {
    const { projectId } = this.#parts.options
    if (method === 'GET' && body !== '') return malformed
    const project = headers['x-api-project-id']
    if (projectId === undefined || project === projectId) return undefined
    return project === undefined ? noProject : wrongProject
  }

  /** Whom the bearer stands for, and where; no caller: a workspace that the header names and the person is not in. */
  #caller({
    headers,
  }: FakeRequest): { readonly workspace: FakeWorkspace; readonly caller: FakePerson | undefined } | undefined {
    const { options, world, tokens } = this.#parts
    const token = headers['authorization']?.replace(/^Bearer /i, '') ?? ''
    if (options.staticTokens === 'refused' && token.startsWith('pat_')) return undefined
    const grant = tokens.verify(token)
    const own = world.workspaces.find(({ id }) => id === grant?.workspaceId)
    const caller = own?.people.get(grant?.personId ?? 0)
    if (own === undefined || caller === undefined) return undefined
    const gid = headers['x-alteryx-workspace-gid']
    if (gid === undefined || options.workspaceHeader !== 'honoured') return { workspace: own, caller }
    const named = world.workspaces.find((one) => one.gid === gid)
    return { workspace: named ?? own, caller: named?.people.get(caller.id) }
  }

  /** Why a route is closed to everybody: switched off, or spoken to in another media type. */
  #closed({ method, url, headers, body }: FakeRequest, plane: Plane, { name }: Operation): FakeAnswer | undefined {
    const { routes = {}, withdrawnAt = 'exception' } = this.#parts.options
    const state = routes[`${plane}:${name}`] ?? routes[`${plane}:*`] ?? routes[name] ?? 'ok'
    if (state === '404') return noRoute(method, url.pathname)
    if (state === '410') return withdrawn(withdrawnAt)
    if (state === '403') return forbidden()
    const spoken = body === '' || /^application\/json\b/.test(headers['content-type'] ?? '')
    return accepts(headers['accept']) && spoken ? undefined : { status: 415 }
  }

  #elsewhere({
    path,
    workspace,
  }: {
    path: Readonly<Record<string, string>>
    workspace: FakeWorkspace
  }): FakeAnswer | undefined {
    const wanted = path['workspace']
    if (wanted === undefined || Number(wanted) === workspace.id) return undefined
    return this.#parts.world.workspaces.some(({ id }) => id === Number(wanted)) ? forbidden() : notFound()
  }

  #reserved(
    { workspace, caller }: { workspace: FakeWorkspace; caller: FakePerson },
    { admin = false }: Operation,
  ): FakeAnswer | undefined {
    return admin && !isAdmin(workspace, caller) ? forbidden() : undefined
  }
}

/** The name of the operation that a request asks for, for fault rules. */
export function operationOf(request: FakeRequest): string {
  if (isTokenServer(request)) return 'refreshToken'
  const place = placeOf(request)
  const route = place === undefined ? undefined : routeOf(request.method, place.plane, place.path)
  return route?.operation.name ?? `${request.method} ${request.url.pathname}`
}

/** Is the request meant for the token server? */
export function isTokenServer({ host, url }: FakeRequest): boolean {
  return url.pathname === '/as/token' && (host === undefined || host.startsWith('pingauth'))
}

/** The plane that a request reached: by the host it was meant for, else by its path. Each serves its own prefix only. */
function placeOf({ host, url }: FakeRequest): Place | undefined {
  const [, prefix, path = ''] = /^(\/iam\/v1|\/v4)\/(.*)$/.exec(url.pathname) ?? []
  const plane = prefix === '/iam/v1' ? 'gateway' : prefix === '/v4' ? 'app' : undefined
  if (plane === undefined || (host !== undefined && host.startsWith('api.') !== (plane === 'gateway'))) return undefined
  return { plane, path }
}

function accepts(accept = '*/*'): boolean {
  return /\*\/\*|application\/(?:json|\*)/.test(accept)
}
