import { createHmac, randomBytes } from 'node:crypto'
import { homedir } from 'node:os'

/** Takes out of what is shown to others whatever is secret, or tells of a person. */
export interface Redacting {
  /** Text that somebody wrote for people to read: addresses become marks, and whatever could be a secret or an id too. */
  readonly text: (text: string) => string
  /** The same for every text in a value, the names in it included. */
  readonly all: (value: unknown) => unknown
  /** A configuration: its form, with every text in it replaced that is not one of its own few words. */
  readonly form: (value: unknown) => unknown
}

/** Words of a configuration that say how it is, and cannot be anything else. */
const words: ReadonlySet<string> = new Set(
  [
    'aac houston us1 eu1 au1 all leave report suspend within-guards active-directory entra-id csv json union',
    'intersection except rule walk mail proxyAddresses userPrincipalName',
  ].flatMap((line) => line.split(' ')),
)
/** Parts whose texts lead to a secret, and may hold one. */
const secret: ReadonlySet<string> = new Set(['credential', 'secret', 'password'])

/** Marks are the same for the same text within one folder, and tell nothing to who does not have its key: nobody keeps it. */
export function redacting(key: Buffer = randomBytes(32)): Redacting {
  const mark = (kind: string, text: string): string =>
    `${kind}-${createHmac('sha256', key).update(text.toLowerCase()).digest('hex').slice(0, 8)}`
  const home = homedir()
  const text = (given: string): string =>
    given
      .replaceAll(/[^\s"'`<>()[\]{},;:=/]*(?:@|%40)[^\s"'`<>()[\]{},;:=/]+/gu, (found) =>
        mark('person', found.replace(/\.$/u, '')),
      )
      .replaceAll(/eyJ[\w-]*(?:\.[\w-]*)*/gu, (found) => mark('secret', found))
      .replaceAll(/[\w+/=%~-]{20,}/gu, (found) => (isWordy(found) ? found : mark('id', found)))
      .replaceAll(home.length > 3 ? home : '\0', '~')
  const all = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(all)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [text(name), all(inner)]))
  }
  const form = (value: unknown, isSecret = false): unknown => {
    if (typeof value === 'string') return !isSecret && words.has(value) ? value : shape(value)
    if (Array.isArray(value)) return isSecret ? `(${value.length} words)` : value.map((inner) => form(inner))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [text(name), form(inner, isSecret || secret.has(name))]),
    )
  }
  const shape = (given: string): string => {
    if (/@|%40/u.test(given)) return mark('person', given)
    return `(a text of ${given.length} letters)`
  }
  return { text, all, form: (value) => form(value) }
}

/** What is words of people put together, such as a path or the name of an operation, and no secret. */
function isWordy(found: string): boolean {
  const parts = found.split(/[/_=~-]+|(?<=[a-z])(?=[A-Z])/u).filter((part) => part !== '')
  const isWord = (part: string): boolean => part.length <= 16 && /^(?:[A-Z]?[a-z]*|[A-Z]+)$/u.test(part)
  return found.length >= parts.length * 4 && parts.every(isWord)
}
