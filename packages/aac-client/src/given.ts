import { field, remedy } from './errors.ts'
import { scopeOf } from './jwt.ts'

/** Why something cannot be sent as an access token. `fact` says what to do instead. */
export interface Misgiven {
  readonly code: 'NO_TOKEN' | 'BAD_TOKEN' | 'OTHER_REGION'
  readonly fact: string
}

/**
 * What is wrong with what was given for an access token; `undefined` if it can stand in a header. A whole pair in its
 * place would carry the refresh token to a host where it has no business.
 *
 * @param origin The application's address. A vendor's host there must not be of another region than the token.
 */
export function misgiven(given: unknown, origin: string): Misgiven | undefined {
  if (field(given, 'accessToken') !== undefined || field(given, 'access_token') !== undefined) {
    return bad('a whole pair was given for the token; give memoryTokens(pair), or fileTokens(path) for one in a file')
  }
  const text = typeof given === 'string' ? given.trim() : ''
  if (text === '') return { code: 'NO_TOKEN', fact: `no token was given; ${remedy}` }
  if (text.startsWith('{')) {
    return bad('the text of a token file was given for the token; save it as creds.json and give fileTokens(path)')
  }
  if (/\.json$/i.test(text)) return bad('the name of a file was given for the token; give fileTokens(path)')
  if (/^bearer\s/i.test(text)) return bad('the token begins with the word Bearer; give what follows it')
  if (!/^[\x21-\x7e]+$/.test(text)) return bad('the token has characters that no token has; copy it again')
  const here = /^https:\/\/(us1|eu1|au1)\.alteryxcloud\.com$/.exec(origin)?.[1]
  const issued = here === undefined ? undefined : regionOf(scopeOf(text).iss)
  if (issued === undefined || here === issued) return undefined
  const fact = `the token is of region ${issued} and the client of region ${here}; set the option region to ${issued}, or use a token of a workspace in ${here}`
  return { code: 'OTHER_REGION', fact }
}

/** The region that an issuer's name tells; the oldest has none in it (facts §2.4). */
function regionOf(iss: string | undefined): string | undefined {
  return /^https:\/\/pingauth-(us1|eu1|au1)(?:-[a-z0-9-]+)?\.alteryxcloud\.com\//.exec(iss ?? '')?.[1]
}

function bad(fact: string): Misgiven {
  return { code: 'BAD_TOKEN', fact }
}
