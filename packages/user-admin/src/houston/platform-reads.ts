import type { HoustonClient, Team, User } from '@user-admin/houston-client'
import { shared } from '../gathering.ts'
import type { CallOptions } from '../user-admin.ts'

/** What is the same for every workspace of a platform, whatever their number. */
interface PlatformReads {
  readonly accounts: (signal?: AbortSignal) => Promise<readonly User[]>
  readonly teams: (signal?: AbortSignal) => Promise<readonly Team[]>
}

const byClient = new WeakMap<HoustonClient, PlatformReads>()

/** One at a time: a platform has thousands of people, and those who wait for the next read share it. */
const atOnce = 1

function readsOf(client: HoustonClient): PlatformReads {
  const known = byClient.get(client)
  if (known !== undefined) return known
  const reads: PlatformReads = {
    accounts: shared(async (signal) => await client.users({ signal }), atOnce),
    teams: shared(async (signal) => await collected(client.teams({ signal })), atOnce),
  }
  byClient.set(client, reads)
  return reads
}

/** Every account of the platform: read after it was asked for, together for the workspaces that ask meanwhile. */
export async function everyAccount(client: HoustonClient, { signal }: CallOptions = {}): Promise<readonly User[]> {
  return await readsOf(client).accounts(signal)
}

/** Every team of the platform, likewise. */
export async function everyTeam(client: HoustonClient, { signal }: CallOptions = {}): Promise<readonly Team[]> {
  return await readsOf(client).teams(signal)
}

async function collected<T>(rows: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}
