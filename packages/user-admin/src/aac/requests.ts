import { type ChangeOptions, requestIdOf } from '@user-admin/aac-client'
import type { ActOptions } from '../user-admin.ts'

/** What a change of the client takes: who watches is told the id of each of its requests, and has the last word before. */
export const telling = ({ onRequest, check }: Pick<ActOptions, 'onRequest' | 'check'> = {}): ChangeOptions => ({
  check,
  ...(onRequest === undefined
    ? {}
    : {
        onExchange: ({ headers }) => {
          const id = requestIdOf(headers)
          if (id !== undefined) onRequest(id)
        },
      }),
})
