import type { Clock } from '@user-admin/wire/fake/clock'
import type { FakeAnswer, FakeRequest } from '@user-admin/wire/fake/faults'
import type { Tokens } from '../tokens.ts'
import { json } from './answers.ts'
import type { FakeAacOptions } from './options.ts'
import type { FakeWorkspace } from './world.ts'

/** Whom a token lets in, and where. */
export interface Grant {
  readonly workspaceId: number
  readonly personId: number
}

/** What became of one pair from the preferences page: everything that was exchanged for it. */
export interface FakeFamily {
  /** Exchanges that were granted. */
  readonly exchanges: number
  /** How often a pair of this family was the first to follow its predecessor. As many as exchanges, or the family forked. */
  readonly generations: number
  /** Did a spent token that came again end it? */
  readonly revoked: boolean
  /** Each time that a spent refresh token came: of which generation (0 is the page's), and who sent it (`x-fake-caller`, else the user agent). */
  readonly spent: readonly { readonly generation: number; readonly by: string }[]
}

/** An exchange that was granted, as `tokenAnswer` sees it. */
export interface FakeExchange {
  /** Who asked: the header `x-fake-caller`, else the user agent. */
  readonly by: string
  /** Of the new pair; 1 follows the page's own. */
  readonly generation: number
}

/** A service principal as an administrator makes it. */
export interface FakePrincipal {
  readonly clientId: string
  readonly clientSecret: string
  readonly workspaceGid: string
}

interface Family extends Grant {
  readonly gid: string
  readonly life: number
  endsAt: number
  exchanges: number
  generations: number
  revoked: boolean
  readonly spent: { generation: number; by: string }[]
}

/** The public client id that the vendor's own tokens carry. */
const clientId = 'af1b5321-afe0-48c2-966a-c77d74e98085'

/** The fake's token server: access tokens that end by the clock, refresh tokens that work once (facts §2). */
export class TokenServer {
  readonly counters: { exchanges: number; spentPresented: number } = { exchanges: 0, spentPresented: 0 }
  readonly families: Family[] = []
  readonly #options: FakeAacOptions
  readonly #clock: Clock
  readonly #access = new Map<string, Grant & { readonly endsAt: number }>()
  readonly #refresh = new Map<string, { readonly family: Family; readonly generation: number; spentAt?: number }>()
  readonly #principals = new Map<string, Grant & { readonly secret: string; readonly gid: string }>()
  #serial = 0
  /** Known once the fake listens. */
  issuer = 'https://pingauth.alteryxcloud.com/as'

  constructor(options: FakeAacOptions, clock: Clock) {
    this.#options = options
    this.#clock = clock
  }

  /** A pair as the user's preferences page hands it out. */
  generate(workspace: FakeWorkspace, personId: number): Tokens {
    const life = (this.#options.refreshLife ?? 365 * 86_400) * 1000
    const family: Family = {
      workspaceId: workspace.id,
      personId,
      gid: workspace.gid,
      life,
      endsAt: this.#clock.now() + life,
      exchanges: 0,
      generations: 0,
      revoked: false,
      spent: [],
    }
    this.families.push(family)
    return this.#issue(family, 0)
  }

  /** A static token without an end, of the older kind. */
  generateStatic(workspace: FakeWorkspace, personId: number): string {
    this.#serial += 1
    const token = `pat_${workspace.id}_${personId}_${this.#serial.toString(36).padStart(12, '0')}`
    this.#access.set(token, { workspaceId: workspace.id, personId, endsAt: Number.POSITIVE_INFINITY })
    return token
  }

  /** A service principal that acts as this person. */
  principal(workspace: FakeWorkspace, personId: number): FakePrincipal {
    this.#serial += 1
    const made = { clientId: `sp-${this.#serial}`, clientSecret: `secret-${workspace.id}-${this.#serial}` }
    const { id: workspaceId, gid } = workspace
    this.#principals.set(made.clientId, { workspaceId, personId, gid, secret: made.clientSecret })
    return { ...made, workspaceGid: gid }
  }

  /** Whom a bearer lets in, if it still does. */
  verify(token: string): Grant | undefined {
    const grant = this.#access.get(token)
    return grant !== undefined && this.#clock.now() < grant.endsAt ? grant : undefined
  }

  /** Where a refresh token stands: the place of its family, and how many exchanges it is away from the page. */
  place(refreshToken: string): { readonly family: number; readonly generation: number } | undefined {
    const entry = this.#refresh.get(refreshToken)
    return entry && { family: this.families.indexOf(entry.family), generation: entry.generation }
  }

  /** `POST /as/token`. */
  answer(request: FakeRequest): FakeAnswer {
    if (request.method !== 'POST') return json(405, { error: 'invalid_request', error_description: 'POST only' })
    const type = request.headers['content-type'] ?? ''
    if (!type.startsWith('application/x-www-form-urlencoded')) return json(415, { error: 'invalid_request' })
    if (request.headers['authorization'] !== undefined)
      return json(401, { error: 'invalid_client', error_description: 'Unsupported authentication method' })
    const form = new URLSearchParams(request.body)
    const grant = form.get('grant_type')
    if (grant === 'client_credentials') return this.#admit(form)
    if (grant !== 'refresh_token') return json(400, { error: 'unsupported_grant_type' })
    return this.#rotate(form, request.headers['x-fake-caller'] ?? request.headers['user-agent'] ?? '')
  }

  #rotate(form: URLSearchParams, by: string): FakeAnswer {
    if (form.get('client_id') !== clientId)
      return json(400, { error: 'invalid_request', error_description: 'client_id is missing or unknown' })
    const entry = this.#refresh.get(form.get('refresh_token') ?? '')
    const now = this.#clock.now()
    if (entry === undefined) return refuse()
    const { family, spentAt } = entry
    if (spentAt !== undefined) {
      this.counters.spentPresented += 1
      family.spent.push({ generation: entry.generation, by })
      if (now - spentAt >= (this.#options.graceSeconds ?? 0) * 1000) {
        if (this.#options.reuseRevokes === true) family.revoked = true
        return refuse()
      }
    }
    if (family.revoked || now >= family.endsAt) return refuse()
    entry.spentAt ??= now
    this.counters.exchanges += 1
    family.exchanges += 1
    if (spentAt === undefined) family.generations += 1
    if (this.#options.rotationProlongs === true) family.endsAt = now + family.life
    const generation = entry.generation + 1
    const next = this.#issue(family, generation)
    const answer = {
      access_token: next.accessToken,
      token_type: 'Bearer',
      expires_in: this.#options.tokenLife ?? 300,
      refresh_token: next.refreshToken,
      scope: `openid w:${family.gid}`,
      id_token: this.#jwt({ sub: String(family.personId) }),
    }
    return json(200, this.#options.tokenAnswer?.(answer, { by, generation }) ?? answer)
  }

  /** The grant of a service principal: without the workspace in its scope the token opens nothing (facts §2.5). */
  #admit(form: URLSearchParams): FakeAnswer {
    const principal = this.#principals.get(form.get('client_id') ?? '')
    if (principal === undefined || principal.secret !== form.get('client_secret'))
      return json(401, { error: 'invalid_client' })
    const now = Math.floor(this.#clock.now() / 1000)
    const life = this.#options.tokenLife ?? 300
    const inWorkspace = form.get('scope') === `w:${principal.gid}`
    const scope = inWorkspace ? `sp:auth w:${principal.gid}` : 'sp:auth'
    const claims = { iss: this.issuer, client_id: form.get('client_id'), iat: now, exp: now + life, scope }
    const token = this.#jwt(claims)
    const { workspaceId, personId } = principal
    if (inWorkspace) this.#access.set(token, { workspaceId, personId, endsAt: (now + life) * 1000 })
    const answer = { access_token: token, token_type: 'Bearer', expires_in: life, scope }
    return json(200, this.#options.tokenAnswer?.(answer, { by: '', generation: 0 }) ?? answer)
  }

  #issue(family: Family, generation: number): Tokens {
    const now = Math.floor(this.#clock.now() / 1000)
    const exp = now + (this.#options.tokenLife ?? 300)
    const base = {
      iss: this.issuer,
      client_id: clientId,
      sub: `user-${family.personId}`,
      sid: `session-${family.personId}`,
      iat: now,
    }
    const accessToken = this.#jwt({
      ...base,
      exp,
      aud: ['https://api.alteryxcloud.com'],
      scope: `openid w:${family.gid}`,
    })
    const refreshToken = this.#jwt({ ...base, exp: Math.floor(family.endsAt / 1000) })
    this.#access.set(accessToken, { workspaceId: family.workspaceId, personId: family.personId, endsAt: exp * 1000 })
    this.#refresh.set(refreshToken, { family, generation })
    return { accessToken, refreshToken, expiresAt: exp * 1000 }
  }

  /** Unsigned in earnest. Its payload has the characters that only base64url can spell, unless the options forbid them. */
  #jwt(payload: Readonly<Record<string, unknown>>): string {
    this.#serial += 1
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const jti = this.#options.plainPayloads === true ? `${this.#serial}` : `${this.#serial}>>>>>?????`
    const body = part({ ...payload, jti })
    return `${part({ alg: 'RS256', typ: 'JWT', kid: 'fake' })}.${body}.${Buffer.from(`signature ${this.#serial}`).toString('base64url')}`
  }
}

function refuse(): FakeAnswer {
  return json(400, {
    error: 'invalid_grant',
    error_description: 'The refresh token does not exist or is no longer valid.',
  })
}
