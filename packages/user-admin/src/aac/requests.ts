import { type ChangeOptions, requestIdOf } from '@user-admin/aac-client'
import type { ActOptions } from '../user-admin.ts'

/** What a change of the client takes, so that who watches is told the id of each of its requests. */
export const telling = ({ onRequest }: ActOptions = {}): ChangeOptions =>
  onRequest === undefined
    ? {}
    : {
        onExchange: ({ headers }) => {
          const id = requestIdOf(headers)
          if (id !== undefined) onRequest(id)
        },
      }
