import { SendFailure } from '@user-admin/wire/failure'
import { type Exchange, type Gate, send, type Whole } from '@user-admin/wire/send'
import { ClientError, GraphQLClient } from 'graphql-request'
import pkg from '../package.json' with { type: 'json' }
import { type Answer, type Asked, fromFailure, HoustonError } from './errors.ts'

/** What every exchange of one client has in common. */
export interface Line {
  readonly url: string
  readonly timeout?: number | undefined
  readonly fetch?: typeof fetch | undefined
  readonly gate?: Gate | undefined
  readonly check?: (() => void) | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/**
 * Sends one document and answers with what came back.
 *
 * A client of graphql-request lasts for one call: its `fetch` closes over what this call may do, and
 * the last answer stays at hand, because graphql-request's own errors hold the request.
 *
 * @throws {HoustonError} where no answer came; the signal's own reason when it aborts.
 */
export async function exchange(
  line: Line,
  asked: Asked,
  variables: object,
  authorization: string,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  let head: Whole | undefined
  let json = false
  let failure: unknown
  const client = new GraphQLClient(line.url, {
    headers: { authorization, 'user-agent': `user-admin-houston/${pkg.version}` },
    errorPolicy: 'all',
    excludeOperationName: true,
    jsonSerializer: {
      parse: (text: string): unknown => {
        const parsed: unknown = JSON.parse(text)
        json = true
        return parsed
      },
      stringify: (body: object) =>
        JSON.stringify(asked.operation === 'anonymous' ? body : { ...body, operationName: asked.operation }),
    },
    fetch: async (_, init) => {
      try {
        head = await send(line.url, init ?? {}, {
          operation: asked.operation,
          effect: asked.effect,
          timeout: line.timeout,
          fetch: line.fetch,
          gate: line.gate,
          check: line.check,
          onExchange: line.onExchange,
        })
        return head as Response
      } catch (error) {
        failure = error
        throw error
      }
    },
  })

  let body: Answer['body']
  try {
    const { data, errors } = await client.rawRequest<unknown, object>({
      query: asked.text,
      variables,
      ...(signal === undefined ? {} : { signal }),
    })
    body = { data, errors }
  } catch (error) {
    if (failure instanceof SendFailure) throw fromFailure(failure, asked.operation)
    // A gate's own error, or the reason of an abort.
    if (failure !== undefined) throw error
    body = error instanceof ClientError ? bodyOf(error.response) : undefined
  }
  if (head === undefined)
    throw new HoustonError('nothing was sent', { kind: 'protocol', operation: asked.operation, effect: 'none' })
  return { status: head.status, headers: head.headers, json, body }
}

/** What graphql-request read of an answer that is no success; nothing if it was no GraphQL answer. */
function bodyOf(response: { readonly data?: unknown; readonly errors?: unknown }): Answer['body'] {
  return response.data === undefined && response.errors === undefined
    ? undefined
    : { data: response.data, errors: response.errors }
}
