/** What a token says of itself, unverified: a hint. Source: facts §2.4 of AAC, §1.3 of Houston. */
export interface Claims {
  /** When it ends, in ms since the epoch. */
  readonly ends?: number
  /** The gid of the workspace that it is for. */
  readonly workspace?: string
  /** Who issued it. */
  readonly issuer?: string
}

/** What stands in a JWT; nothing where it is none, or cut in its midst. */
export function claimsOf(token: string): Claims | undefined {
  const payload = objectIn(token.split('.')[1])
  if (payload === undefined) return undefined
  const { exp, scope, iss } = payload
  const words = typeof scope === 'string' ? scope.split(/\s+/u) : Array.isArray(scope) ? (scope as unknown[]) : []
  const workspace = words.find((word): word is string => typeof word === 'string' && word.startsWith('w:'))
  return {
    // Farther away than this no date can be written.
    ...(typeof exp === 'number' && Math.abs(exp) <= 8.64e12 ? { ends: exp * 1000 } : {}),
    ...(workspace === undefined ? {} : { workspace: workspace.slice(2) }),
    ...(typeof iss === 'string' && iss !== '' ? { issuer: iss } : {}),
  }
}

/** Whether a text is a token, or holds one, so that it may not be repeated. */
export const isTokenLike = (text: string): boolean =>
  /eyJ[\w-]{8}/u.test(text) || /^\s*\{/u.test(text) || /^(?:Bearer )?[0-9a-fA-F]{32}$/u.test(text.trim())

/** A text that repeats what was typed, without the tokens that somebody typed in the place of something else. */
export const withoutTokens = (text: string): string =>
  text.replaceAll(/eyJ[\w-]{8,}[\w.-]*|\bpat_[\w-]{8,}|(?<![\w/\\-])[0-9a-fA-F]{32}(?![\w/\\-])/gu, '(a token)')

/** Bytes that a signature may have: HMAC, Ed25519 and the elliptic curves, RSA. */
const signatures: ReadonlySet<number> = new Set([32, 48, 64, 96, 114, 128, 132, 256, 384, 512])

/**
 * What is wrong with a token before anybody is asked: `its end is missing`. Nothing where it may be whole; what is no
 * JWT only the server knows.
 */
export function cutOf(token: string): string | undefined {
  if (/\s/u.test(token)) return 'it has a blank or a line break in its midst'
  if (!/^[\x21-\x7e]+$/u.test(token)) return 'it has letters that no token has'
  if (!token.startsWith('eyJ')) return isTerminalLength(token) ? 'its end is missing' : undefined
  const [header, payload, signature = ''] = token.split('.')
  if (objectIn(header) === undefined) return payload === undefined ? 'its end is missing' : 'its beginning is damaged'
  if (payload === undefined || signature === '') return 'its end is missing'
  if (objectIn(payload) === undefined) return 'a piece of its midst is missing or damaged'
  const bytes = Math.floor((signature.replace(/=+$/u, '').length * 3) / 4)
  const isOdd = !/^[\w-]+=*$/u.test(signature) || signature.replace(/=+$/u, '').length % 4 === 1
  const isCut = isOdd || isTerminalLength(token) || (bytes > 32 && !signatures.has(bytes))
  return isCut ? 'its end is missing' : undefined
}

/** What a terminal leaves of a longer line: 4,095 letters on Linux, 1,023 on macOS. */
const isTerminalLength = (text: string): boolean => [1023, 1024, 4095, 4096].includes(text.length)

/** What to do about it. */
export const insteadOfCutting =
  'Terminals and forms cut long lines: save it as a file that only you can read, and give that with --from FILE.'

function objectIn(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (part === undefined || part === '') return undefined
  try {
    const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as unknown
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
