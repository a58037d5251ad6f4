import { cutOf, insteadOfCutting } from '../credentials/whole-token.ts'
import { UsageError } from './usage.ts'

/** A pair as the token page of AAC hands it out, and whatever else stood beside it. */
export interface TokenPair {
  readonly access: string
  readonly refresh: string
  /** As the file of the pair is written: the vendor's own form. */
  readonly text: string
}

/**
 * The pair in a text: the vendor's `creds.json`, or the two tokens on a line each.
 *
 * @throws {UsageError} for a text that holds none, and for one that was cut, with what to do. It never repeats any of it.
 */
export function pairIn(text: string): TokenPair {
  const given = text.trim()
  if (given === '') throw new UsageError('There is no pair of tokens: nothing was given.')
  const raw = given.startsWith('{') ? fieldsOf(given) : linesOf(given)
  const { access_token: access, refresh_token: refresh } = raw
  for (const [name, token] of [
    ['access_token', access],
    ['refresh_token', refresh],
  ] as const) {
    if (typeof token !== 'string' || token.trim() === '')
      throw new UsageError(
        `There is no ${name}: the pair is {"access_token": …, "refresh_token": …}, as the token page shows them (avatar, User Preferences, OAuth 2.0 API Tokens).`,
      )
    const cut = cutOf(token.trim())
    if (cut !== undefined)
      throw new UsageError(
        `The ${name} is not whole (${token.length.toLocaleString('en')} letters): ${cut}. ${insteadOfCutting}`,
      )
  }
  const pair = { access: String(access).trim(), refresh: String(refresh).trim() }
  if (pair.access === pair.refresh)
    throw new UsageError('Both tokens are the same: the token page shows an access token and a refresh token.')
  const whole = { ...raw, access_token: pair.access, refresh_token: pair.refresh }
  return { ...pair, text: `${JSON.stringify(whole, undefined, 2)}\n` }
}

/** Whether a text that is typed line by line is at its end. */
export const isWholePair = (text: string): boolean => {
  if (!text.trim().startsWith('{')) return true
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function fieldsOf(given: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(given) as Record<string, unknown>
  } catch {
    const fact = given.endsWith('}') ? 'is no JSON' : 'ends in its midst'
    throw new UsageError(`The pair ${fact} (${given.length.toLocaleString('en')} letters). ${insteadOfCutting}`)
  }
}

function linesOf(given: string): Readonly<Record<string, unknown>> {
  const [access, refresh, ...more] = given.split(/\s*\n\s*/u)
  if (more.length > 0)
    throw new UsageError('These are more than two lines: give {"access_token": …, "refresh_token": …}.')
  return { access_token: access, refresh_token: refresh }
}
