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

interface Family extends Grant {
  readonly gid: string
  readonly endsAt: number
  revoked: boolean
}

/** The public client id that the vendor's own tokens carry. */
const clientId = 'af1b5321-afe0-48c2-966a-c77d74e98085'

/** The fake's token server: access tokens that end by the clock, refresh tokens that work once. */
export class TokenServer {
  readonly counters: { exchanges: number; spentPresented: number } = { exchanges: 0, spentPresented: 0 }
  readonly #options: FakeAacOptions
  readonly #clock: Clock
  readonly #access = new Map<string, Grant & { readonly endsAt: number }>()
  readonly #refresh = new Map<string, { readonly family: Family; spentAt?: number }>()
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
    return this.#issue({
      workspaceId: workspace.id,
      personId,
      gid: workspace.gid,
      endsAt: this.#clock.now() + life,
      revoked: false,
    })
  }

  /** A static token without an end, of the older kind. */
  generateStatic(workspace: FakeWorkspace, personId: number): string {
    this.#serial += 1
    const token = `pat_${workspace.id}_${personId}_${this.#serial.toString(36).padStart(12, '0')}`
    this.#access.set(token, { workspaceId: workspace.id, personId, endsAt: Number.POSITIVE_INFINITY })
    return token
  }

  /** Whom a bearer lets in, if it still does. */
  verify(token: string): Grant | undefined {
    const grant = this.#access.get(token)
    return grant !== undefined && this.#clock.now() < grant.endsAt ? grant : undefined
  }

  /** `POST /as/token`. */
  answer(request: FakeRequest): FakeAnswer {
    if (request.method !== 'POST') return json(405, { error: 'invalid_request', error_description: 'POST only' })
    const type = request.headers['content-type'] ?? ''
    if (!type.startsWith('application/x-www-form-urlencoded')) return json(415, { error: 'invalid_request' })
    const form = new URLSearchParams(request.body)
    if (form.get('grant_type') !== 'refresh_token') return json(400, { error: 'unsupported_grant_type' })
    if (form.get('client_id') !== clientId)
      return json(400, { error: 'invalid_request', error_description: 'client_id is missing or unknown' })

    const entry = this.#refresh.get(form.get('refresh_token') ?? '')
    const now = this.#clock.now()
    if (entry === undefined) return this.#refuse()
    const { family } = entry
    const grace = (this.#options.graceSeconds ?? 0) * 1000
    if (entry.spentAt !== undefined) {
      this.counters.spentPresented += 1
      if (now - entry.spentAt >= grace) {
        if (this.#options.reuseRevokes === true) family.revoked = true
        return this.#refuse()
      }
    }
    if (family.revoked || now >= family.endsAt) return this.#refuse()
    entry.spentAt ??= now
    this.counters.exchanges += 1
    const next = this.#issue(family)
    const answer = {
      access_token: next.accessToken,
      token_type: 'Bearer',
      expires_in: this.#options.tokenLife ?? 300,
      refresh_token: next.refreshToken,
      scope: `openid w:${family.gid}`,
      id_token: this.#jwt({ sub: String(family.personId) }),
    }
    return json(200, this.#options.tokenAnswer?.(answer) ?? answer)
  }

  #refuse(): FakeAnswer {
    return json(400, {
      error: 'invalid_grant',
      error_description: 'The refresh token does not exist or is no longer valid.',
    })
  }

  #issue(family: Family): Tokens {
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
    this.#refresh.set(refreshToken, { family })
    return { accessToken, refreshToken, expiresAt: exp * 1000 }
  }

  /** Unsigned in earnest; its payload has the characters that only base64url can spell, as real ones do. */
  #jwt(payload: Readonly<Record<string, unknown>>): string {
    this.#serial += 1
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const body = part({ ...payload, jti: `${this.#serial}>>>>>?????` })
    return `${part({ alg: 'RS256', typ: 'JWT', kid: 'fake' })}.${body}.${Buffer.from(`signature ${this.#serial}`).toString('base64url')}`
  }
}
