/** What a token says of itself, unverified. A hint: only the server knows. Source: facts §2.4. */
export interface TokenScope {
  /** The workspace's gid (a ULID), from the scope `w:<gid>`. */
  readonly gid: string | undefined
  /** Who issued it: the token server's address without `/token`. */
  readonly iss: string | undefined
  readonly clientId: string | undefined
}

/**
 * The payload of a JWT; `undefined` if it has none. Takes base64url and base64, with and without padding: the
 * vendor's own examples fail on the first (facts §2.4).
 */
export function claims(token: string): Readonly<Record<string, unknown>> | undefined {
  const payload = token.split('.')[1]
  if (payload === undefined) return undefined
  try {
    const binary = atob(payload.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''))
    const value: unknown = JSON.parse(
      new TextDecoder().decode(Uint8Array.from(binary, (letter) => letter.charCodeAt(0))),
    )
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}

/** When a token ends by its own `exp`, in ms since the epoch; `Infinity` if it does not say: then a 401 tells. */
export function expiryOf(token: string): number {
  const exp = Number(claims(token)?.['exp'] ?? Number.NaN)
  return Number.isFinite(exp) ? exp * 1000 : Number.POSITIVE_INFINITY
}

/** When a token was made by its own `iat`, in ms, if it says. */
export function issuedAt(token: string): number | undefined {
  const iat = claims(token)?.['iat']
  return typeof iat === 'number' ? iat * 1000 : undefined
}

/** How long a token lives by its own `iat` and `exp`, in ms, if it says both and they make sense. */
export function lifeOf(token: string): number | undefined {
  const { iat, exp } = claims(token) ?? {}
  return typeof iat === 'number' && typeof exp === 'number' && exp > iat ? (exp - iat) * 1000 : undefined
}

/** Which workspace, issuer and client a token is for. `scope` may be a string or an array. */
export function scopeOf(token: string): TokenScope {
  const said = claims(token)
  const scope = said?.['scope']
  const words = typeof scope === 'string' ? scope.split(/\s+/) : Array.isArray(scope) ? scope : []
  const workspace = words.find((word): word is string => typeof word === 'string' && word.startsWith('w:'))
  return { gid: workspace?.slice(2), iss: text(said?.['iss']), clientId: text(said?.['client_id']) }
}

/** A text that says something. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
