import { type EntraIdOptions, entraId } from '../src/directory/entra.ts'
import type { Snapshot, SourcePerson } from '../src/directory/source.ts'
import { type FakeGraph, type FakeGraphOptions, startFakeGraph } from '../src/directory/testing/index.ts'

/** A fake Graph with these users, by their mailboxes at example.edu, and whatever else is given. */
export async function graphWith(names: readonly string[], options: FakeGraphOptions = {}): Promise<FakeGraph> {
  const users = names.map((name) => ({ userPrincipalName: `${name}@example.edu` }))
  return await startFakeGraph({ users, ...options })
}

/** One reading of a fake. */
export async function readingOf(
  fake: FakeGraph,
  options: Partial<EntraIdOptions> & { readonly signal?: AbortSignal } = {},
): Promise<Snapshot> {
  const { signal, ...others } = options
  const source = entraId({ credential: fake.credential, endpoint: fake.url, retries: 0, ...others })
  return await source.read(signal === undefined ? {} : { signal })
}

/** The people of a reading; a reading that was not whole is the test's end. */
export function peopleIn(snapshot: Snapshot): readonly SourcePerson[] {
  if (snapshot.kind === 'incomplete') throw new Error(snapshot.reason)
  return snapshot.kind === 'empty' ? [] : snapshot.people
}

/** Who is in a reading, by address and status. */
export const statusesIn = (snapshot: Snapshot): Readonly<Record<string, string>> =>
  Object.fromEntries(peopleIn(snapshot).map(({ id, email, status }) => [email ?? id, status]))
