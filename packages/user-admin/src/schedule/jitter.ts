import type { ScheduledJob } from './job.ts'

/**
 * When a run begins that is due then: later by a part of the job's jitter that follows from name and due time, so that all
 * processes say the same, and never later than what is due next.
 *
 * @param next The due time behind this one.
 */
export function startOf(
  { name, jitter = 0 }: Pick<ScheduledJob, 'name' | 'jitter'>,
  due: number,
  next: number | undefined,
): number {
  const most = Math.min(jitter, (next ?? Number.POSITIVE_INFINITY) - due)
  return due + Math.floor(most * part(`${name} ${due}`))
}

/** A part of 1 that follows from a text: FNV-1a, its bits mixed as in MurmurHash3. */
function part(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32
}
