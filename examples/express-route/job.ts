import { timingSafeEqual } from 'node:crypto'
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express'
import {
  applyPlan,
  type GuardCode,
  keepOnly,
  makePlan,
  type Plan,
  type Problem,
  type State,
  summarise,
  type UserAdmin,
  UserAdminError,
} from 'user-admin'

export interface Site {
  readonly workspace: UserAdmin
  /** Addresses of those who stay. */
  readonly stay: () => Promise<readonly string[]>
  /** Holds the journal, and lets one run at a time into the workspace. */
  readonly state: State
  /** The key of each administrator of this site, by the name that an approval is kept under. */
  readonly keys: Readonly<Record<string, string>>
}

/** What a browser is told. A credential of the server's own that is refused is no fault of the caller: never 401 or 403. */
const statuses: Readonly<Record<Problem, number>> = {
  invalid: 400,
  'not-found': 404,
  conflict: 409,
  'last-admin': 409,
  unsupported: 422,
  unauthenticated: 502,
  forbidden: 502,
  unexpected: 502,
  'rate-limited': 503,
  unavailable: 503,
}

/** `GET /plan` says what would be done; `POST /approve` does that very plan. Both want an administrator's key. */
export function site({ workspace, stay, state, keys }: Site): Express {
  const fresh = async (): Promise<Plan> => await makePlan(workspace, keepOnly(await stay()), { state })
  const app = express().disable('x-powered-by')
  app.use((_request, response, next) => {
    response.set('cache-control', 'no-store')
    next()
  }, signedIn(keys))

  const showPlan: RequestHandler = async (_request, response) => {
    const plan = await fresh()
    const { id, steps, held } = plan
    response.json({ id, steps, held, summary: summarise(plan) })
  }
  const approve: RequestHandler = async (request, response) => {
    const { id, release = [] } = (request.body ?? {}) as { id?: string; release?: readonly GuardCode[] }
    if (typeof id !== 'string')
      throw new UserAdminError('invalid', 'The id of the plan is missing: GET /plan tells it.')
    const plan = await fresh()
    if (plan.id !== id) throw new UserAdminError('conflict', 'The workspace is not as it was: look at GET /plan again.')
    // Whoever asked may be gone before it ends: how each step ended stands in the journal as well.
    const report = await applyPlan(workspace, plan, { approve: { id, by: nameOf(response) }, release, state })
    const { counts, left, run } = report
    response.json({ run, counts, left, summary: summarise(report) })
  }
  app.get('/plan', showPlan)
  // oxlint-disable-next-line oxc/no-async-endpoint-handlers -- Express 5 hands what it throws to `failed`.
  app.post('/approve', express.json({ limit: '10kb' }), approve)
  app.use(failed)
  return app
}

const nameOf = (response: Response): string => String(response.locals['administrator'])

/** A key stands in the header `Authorization: Bearer …`, which no page of another site can send; never in an address, for those are logged. */
function signedIn(keys: Site['keys']): RequestHandler {
  return (request, response, next) => {
    const given = Buffer.from(/^Bearer (\S+)$/u.exec(request.get('authorization') ?? '')?.[1] ?? '')
    const [name] =
      Object.entries(keys).find(([, key]) => {
        const known = Buffer.from(key)
        return known.length > 0 && known.length === given.length && timingSafeEqual(known, given)
      }) ?? []
    if (name === undefined) {
      response.status(401).set('www-authenticate', 'Bearer').json({ problem: 'unauthenticated' })
      return
    }
    response.locals['administrator'] = name
    next()
  }
}

/** Express knows a handler of errors by its four parameters. */
const failed: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  if (!(error instanceof UserAdminError)) {
    // Express says what is wrong with a body; anything else is nobody's business outside.
    const { status = 500 } = error as { status?: number }
    if (status >= 500) console.error(error)
    response.status(status).json({ problem: status < 500 ? 'invalid' : 'unexpected' })
    return
  }
  const { problem, message, effect, until } = error
  if (until !== undefined) response.set('retry-after', String(Math.max(1, Math.ceil((until - Date.now()) / 1000))))
  // `effect: unknown`: it may have been done all the same, so the page has to look before it asks again.
  response.status(statuses[problem]).json({ problem, message, effect })
}
