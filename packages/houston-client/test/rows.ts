import { bodySecret } from './harness.ts'

/** One GraphQL answer, and how a call ends that gets it. */
export interface Row {
  readonly title: string
  readonly of: 'read' | 'once' | 'both'
  readonly body: unknown
  /** kind, effect, code: message */
  readonly told: string
}

export const one = (message: unknown, code?: unknown): object => ({
  message,
  ...(code === undefined ? {} : { extensions: { code, exception: { message: bodySecret } } }),
})
export const failed = (message: string, code?: string): object => ({
  errors: [one(message, code)],
  data: { inviteUser: null },
})
export const invalid = (message: string, code = 'GRAPHQL_VALIDATION_FAILED'): object => ({
  errors: [one(message, code)],
})
export const row = (title: string, of: Row['of'], body: unknown, told: string): Row => ({ title, of, body, told })

export const internal = 'INTERNAL_SERVER_ERROR'
