import { HoustonClient, type HoustonOptions } from '../src/index.ts'

/** One request, as a server reads it. */
export interface Call {
  readonly operation: string
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** An answer with an error in its one root field. */
export const refusing = (message: string, code: string, field = 'x'): object => ({
  errors: [{ message, path: [field], extensions: { code } }],
  data: { [field]: null },
})

/** The answer of a server that takes the caller for nobody, or for one without the right. */
export const forbidden: object = refusing('You do not have the appropriate permissions for that', 'FORBIDDEN')

/** What a server says to a document with names that it does not know. */
export const ignorant = (...messages: readonly string[]): Response =>
  Response.json(
    { errors: messages.map((message) => ({ message, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })) },
    { status: 400 },
  )

/**
 * A client of a server that a test speaks for: what `answer` gives is its body, or the whole answer. A client that
 * nothing else is said of is of 0.34.0, and so asks for nothing but what it is told to.
 */
export function scripted(
  answer: (call: Call, index: number) => unknown,
  options: Partial<HoustonOptions> = { release: '0.34.0' },
): { readonly houston: HoustonClient; readonly calls: readonly Call[]; readonly asked: () => string[] } {
  const calls: Call[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { operationName, query, variables } = (await new Request(input, init).json()) as {
      operationName: string
      query: string
      variables: Readonly<Record<string, unknown>>
    }
    const call = { operation: operationName, query, variables }
    calls.push(call)
    const given = await answer(call, calls.length - 1)
    return given instanceof Response ? given : Response.json(given)
  }
  return {
    houston: new HoustonClient({ url: 'https://houston.example.com', token: 'k'.repeat(32), fetch, ...options }),
    calls,
    asked: () => calls.map(({ operation }) => operation),
  }
}
