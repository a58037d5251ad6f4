import nock from 'nock'
import { describe, expect, it } from 'vitest'
import type { AacError } from '../src/index.ts'
import {
  bodySecret,
  type Class,
  calls,
  client,
  type Expected,
  email,
  failure,
  gatewayHost,
  html,
  knowing,
  works,
  workspace,
} from './harness.ts'

const coded =
  (code: string): typeof fetch =>
  async () => {
    throw new TypeError(`fetch failed for ${email}`, { cause: Object.assign(new Error(bodySecret), { code }) })
  }
const cutShort: typeof fetch = async () =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`{"data":"${bodySecret}`))
        controller.error(
          new TypeError('terminated', { cause: Object.assign(new Error(bodySecret), { code: 'UND_ERR_SOCKET' }) }),
        )
      },
    }),
    { status: 200 },
  )
const silence: typeof fetch = (input, init) =>
  new Promise((_resolve, reject) => {
    const { signal } = new Request(input, init)
    signal.addEventListener('abort', () => reject(signal.reason))
  })

const broken: readonly (Expected & { readonly title: string; readonly fetch: typeof fetch })[] = [
  {
    title: 'a refused connection',
    fetch: coded('ECONNREFUSED'),
    kind: 'network',
    effect: 'none',
    code: 'ECONNREFUSED',
    says: 'the server could not be reached (ECONNREFUSED)',
  },
  {
    title: 'an unknown host',
    fetch: coded('ENOTFOUND'),
    kind: 'network',
    effect: 'none',
    code: 'ENOTFOUND',
    says: 'the server could not be reached (ENOTFOUND)',
  },
  {
    title: 'a certificate that does not verify',
    fetch: coded('UNABLE_TO_VERIFY_LEAF_SIGNATURE'),
    kind: 'network',
    effect: 'none',
    code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    says: 'the connection is not trusted; if the server uses a private certificate authority, name its file in NODE_EXTRA_CA_CERTS (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
  },
  {
    title: 'a reset',
    fetch: coded('ECONNRESET'),
    kind: 'network',
    effect: 'unknown',
    code: 'ECONNRESET',
    says: 'the connection broke before an answer came (ECONNRESET)',
  },
  {
    title: 'an answer cut short',
    fetch: cutShort,
    kind: 'protocol',
    effect: 'unknown',
    status: 200,
    code: 'UND_ERR_SOCKET',
    says: 'HTTP 200, the answer was cut short (UND_ERR_SOCKET)',
  },
  { title: 'silence', fetch: silence, kind: 'timeout', effect: 'unknown', says: 'no whole answer came in time' },
  {
    title: 'a redirect',
    fetch: async () =>
      new Response(null, { status: 302, headers: { location: `https://elsewhere.example/?${bodySecret}` } }),
    kind: 'protocol',
    effect: 'unknown',
    status: 302,
    says: 'HTTP 302, the server answered with a redirect, which is not followed',
  },
]

describe.each(['read', 'once'] as const)('no answer to a call of class %s', (effectClass: Class) => {
  it.each(broken)('is told as it is: $title', async ({ fetch, title: _title, says, ...expected }) => {
    const { operation, of } = calls[effectClass]
    const error = await failure(of(client({ fetch: effectClass === 'once' ? knowing(fetch) : fetch, timeout: 20 })))
    expect(error).toMatchObject({
      ...expected,
      operation,
      message: `${operation}: ${says}`,
      effect: effectClass === 'read' ? 'none' : expected.effect,
    })
    expect([error.status, error.code]).toEqual([expected.status, expected.code])
  })
})

describe('a success that cannot be believed', () => {
  const answered = (body: string): Promise<AacError> => {
    nock(gatewayHost).get(workspace).reply(200, body, { 'x-request-id': 'abc' })
    return failure(client().currentWorkspace())
  }
  it.each([
    ['an empty one', '', 'HTTP 200, an empty answer'],
    ['a page', html, 'HTTP 200, not JSON'],
    ['another thing', JSON.stringify([bodySecret]), 'HTTP 200, not the answer that was expected (at its top)'],
    [
      'one without what is needed',
      JSON.stringify({ name: bodySecret }),
      'HTTP 200, not the answer that was expected (at id)',
    ],
    [
      'one with a field of another type',
      JSON.stringify({ id: 1, name: 7 }),
      'HTTP 200, not the answer that was expected (at name)',
    ],
  ])('is an error of a read without effect: %s', async (_title, body, says) => {
    expect(await answered(body)).toMatchObject({
      kind: 'protocol',
      effect: 'none',
      status: 200,
      requestId: 'abc',
      code: undefined,
      message: `readCurrentWorkspace: ${says}`,
    })
  })
  it('is an error of a change with unknown effect', async () => {
    works()
    nock(gatewayHost).delete('/iam/v1/workspaces/41/people/7').reply(200, `  ${html}`)
    expect(await failure(client().remove(41, 7))).toMatchObject({
      kind: 'protocol',
      effect: 'unknown',
      message: 'deleteWorkspaceUser: HTTP 200, not JSON',
    })
  })
})
