import { AacClient, rotating, type StoredPair, type TokenStore } from '@user-admin/aac-client'
import { exclusively } from '@user-admin/aac-client/node'

/** Your database: whatever reads and writes one row durably. */
interface Row {
  load(): Promise<StoredPair>
  save(pair: StoredPair): Promise<void>
}

function rowStore(row: Row): TokenStore {
  return {
    read: async () => (await row.load()).tokens,
    // The lock of this host. Processes on several hosts need a lock of the database instead.
    exclusively: (work) =>
      exclusively('aac-tokens.lock', () =>
        work({
          read: () => row.load(),
          mark: async (pair) => {
            const { tokens, exchangeSince = Date.now() } = await row.load()
            if (tokens.refreshToken !== pair.refreshToken) return false
            await row.save({ tokens, exchangeSince })
            return true
          },
          refuse: (stored) => row.save({ ...stored, refusedSince: Date.now() }),
          write: async (next, spent) => {
            const { tokens } = await row.load()
            if (tokens.refreshToken === spent.refreshToken) await row.save({ tokens: next })
          },
        }),
      ),
  }
}

export const client = (row: Row): AacClient => new AacClient({ region: 'us1', token: rotating(rowStore(row)) })
