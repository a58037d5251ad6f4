import type { User } from './users.ts'

/** Keeps one text from reading to reading. */
export interface DeltaStore {
  /** The text that was written last; `undefined` where there is none. */
  read(): Promise<string | undefined>
  /** Replaces the text as a whole: a text cut short only costs a whole reading. */
  write(text: string): Promise<void>
}

/** The users at one moment, and where the changes since then are told. */
export interface Kept {
  /** What was read, in a text that another tenant, cloud or choice of properties does not have. */
  readonly of: string
  /** When they were last read whole, in milliseconds since the epoch. */
  readonly since: number
  readonly link: string
  readonly users: ReadonlyMap<string, User>
}

const version = 1

/** As a store keeps it. */
export function written({ of, since, link, users }: Kept): string {
  return JSON.stringify({ version, of, since, link, people: [...users.values()] })
}

/** What a store kept; `undefined` for what is broken, or of something else. */
export function keptIn(text: string, of: string): Kept | undefined {
  try {
    const kept = JSON.parse(text) as Readonly<Record<string, unknown>> | null
    if (kept === null || kept['version'] !== version || kept['of'] !== of) return undefined
    const { since, link, people } = kept
    if (typeof since !== 'number' || typeof link !== 'string') return undefined
    if (!Array.isArray(people) || !people.every(isUser)) return undefined
    const users = new Map<string, User>()
    for (const { id, enabled, upn, mail, name, type, proxies, others } of people)
      users.set(id, { id, enabled, upn, mail, name, type, proxies, others })
    return users.size === people.length ? { of, since, link, users } : undefined
  } catch {
    return undefined
  }
}

function isUser(value: unknown): value is User {
  if (typeof value !== 'object' || value === null) return false
  const { id, enabled, upn, mail, name, type, proxies, others } = value as Readonly<Record<string, unknown>>
  return (
    typeof id === 'string' &&
    id !== '' &&
    typeof enabled === 'boolean' &&
    [upn, mail, name, type].every((text) => text === undefined || typeof text === 'string') &&
    [proxies, others].every(
      (list) => list === undefined || (Array.isArray(list) && list.every((text) => typeof text === 'string')),
    )
  )
}
