import { inspect } from 'node:util'
import nock from 'nock'
import { afterEach, beforeEach, expect } from 'vitest'
import { AacClient, AacError, type AacErrorKind } from '../src/index.ts'

const token = 'token5ecret0123456789abcdefghij'
export const email = 'parameter.5ecret@example.com'
export const bodySecret = 'body5ecret'
const secrets = [token, email, bodySecret, 'uthorization', 'project-5ecret']
export const gatewayHost = 'https://api.us1.alteryxcloud.com'
export const renew = 'make a new pair in the workspace: avatar → User Preferences → OAuth 2.0 API Tokens → Generate'

/** Nothing leaves this process, and what a test awaits it gets. */
beforeEach(() => nock.disableNetConnect())
afterEach(() => {
  const pending = nock.pendingMocks()
  nock.cleanAll()
  expect(pending).toEqual([])
})

export const client = (more: { fetch?: typeof globalThis.fetch; timeout?: number } = {}): AacClient =>
  new AacClient({ region: 'us1', token, projectId: 'project-5ecret', retries: 0, ...more })

export const calls = {
  read: { operation: 'readCurrentWorkspace', of: (c: AacClient): Promise<unknown> => c.currentWorkspace() },
  once: { operation: 'inviteListOfUsers', of: (c: AacClient): Promise<unknown> => c.invite(41, [email]) },
}
export type Class = keyof typeof calls

/** Before a change the client asks where its token works. */
export const workspace = '/iam/v1/workspaces/current'
export const works = (): void => void nock(gatewayHost).get(workspace).reply(200, { id: 41 })
export function knowing(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return (input, init) =>
    String(input instanceof Request ? input.url : input).endsWith(workspace)
      ? Promise.resolve(Response.json({ id: 41 }))
      : fetch(input, init)
}

export const html: string = `<html><body>${bodySecret}</body></html>`

/** What a call rejects with, once it is plain that nothing secret shows. */
export async function failure(call: Promise<unknown>): Promise<AacError> {
  const error = await call.then(
    () => expect.fail('it did not reject'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof AacError)) throw error
  const forms = [
    error.message,
    String(error.stack),
    inspect(error, { depth: 9, showHidden: true }),
    JSON.stringify(error),
    JSON.stringify(Object.entries(error)),
  ]
  for (const shown of forms) for (const secret of secrets) expect(shown).not.toContain(secret)
  expect(error.cause).toBeUndefined()
  expect(error.name).toBe('AacError')
  return error
}

export interface Expected {
  readonly kind: AacErrorKind
  /** Of a mutation; a read has none. */
  readonly effect: 'none' | 'unknown'
  readonly status?: number
  readonly code?: string
  readonly retryAfter?: number
  /** What follows `<operation>: `. */
  readonly says: string
}
