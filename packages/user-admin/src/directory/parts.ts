import { UserAdminError } from '../errors.ts'
import { unlessAborted } from '../gathering.ts'
import { incomplete, isSnapshot, type Snapshot, type Source, toldAt } from './source.ts'

/** What several sources brought. */
export interface Parts {
  /** In the order of the sources. */
  readonly snapshots: readonly Snapshot[]
  /** What keeps them from being whole together, one for each source that is not, as part of a sentence. */
  readonly faults: readonly string[]
  /** People in all of them. */
  readonly seen: number
  /** When the oldest was read, ISO 8601: nothing is known of all of them that is newer. */
  readonly readAt: string
  /** Of which moment the oldest of them tells, where that is before it was read. */
  readonly asOf: string | undefined
}

/** How parts are read. */
export interface PartsOptions {
  readonly mayBeEmpty: ReadonlySet<string>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly signal: AbortSignal | undefined
}

/**
 * Reads all sources side by side, each to its end, so that everything that is wrong is said at once.
 *
 * @throws What the signal was aborted with, without waiting for anybody.
 */
export async function readParts(sources: readonly Source[], options: PartsOptions): Promise<Parts> {
  const { mayBeEmpty, signal } = options
  signal?.throwIfAborted()
  const snapshots = await unlessAborted(Promise.all(sources.map((source) => readPart(source, options))), signal)
  const faults = snapshots.flatMap((snapshot) => {
    const name = snapshot.source
    if (snapshot.kind === 'incomplete') return [`${name}: ${snapshot.reason.replace(/\.$/u, '')}`]
    if (snapshot.kind === 'empty' && !mayBeEmpty.has(name))
      return [`${name} holds nobody (if that is so, mayBeEmpty: [${JSON.stringify(name)}])`]
    return []
  })
  return {
    snapshots,
    faults,
    seen: snapshots.reduce((sum, snapshot) => sum + countOf(snapshot), 0),
    readAt: earliest(snapshots.map(({ readAt }) => readAt)),
    asOf: snapshots.some((snapshot) => toldAt(snapshot) !== snapshot.readAt)
      ? earliest(snapshots.map(toldAt))
      : undefined,
  }
}

const earliest = (times: readonly string[]): string => new Date(Math.min(...times.map(Date.parse))).toISOString()

function countOf(snapshot: Snapshot): number {
  if (snapshot.kind === 'empty') return 0
  return snapshot.kind === 'complete' ? snapshot.people.length : snapshot.seen
}

/** A part that fails is one that was not read whole. */
async function readPart(source: Source, { now, signal }: PartsOptions): Promise<Snapshot> {
  const unread = (reason: string): Snapshot =>
    incomplete({ source: source.name, reason, seen: 0, readAt: new Date(now()).toISOString() })
  try {
    const snapshot: unknown = await source.read({ signal })
    if (!isSnapshot(snapshot)) return unread('It answered with no reading.')
    return snapshot.source === source.name ? snapshot : unread(`It answered with a reading of ${snapshot.source}.`)
  } catch (error) {
    signal?.throwIfAborted()
    // What another program throws may hold anything.
    return unread(error instanceof UserAdminError ? error.message : 'It could not be read.')
  }
}
