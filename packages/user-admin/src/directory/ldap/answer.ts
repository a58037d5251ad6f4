import { type Element, elementsOf, notLdap, numberIn } from './ber.ts'
import { Entry } from './entry.ts'

/** One message of a controller (RFC 4511 §4.1.1). */
export type Answer =
  | { readonly kind: 'entry'; readonly id: number; readonly entry: Entry }
  | { readonly kind: 'reference'; readonly id: number; readonly urls: readonly string[] }
  | { readonly kind: 'end'; readonly id: number; readonly result: Result }

/** How a request ended. */
export interface Result {
  /** 0 is success, and nothing else. */
  readonly code: number
  /** The nearest entry that exists, where one was not found. */
  readonly matched: string
  readonly diagnostic: string
  readonly referral: readonly string[]
  /** Where the next page begins. Empty: there is none. Absent: the answer is no page. */
  readonly cookie?: Buffer
}

const entryTag = 0x64
const referenceTag = 0x73
/** Of a bind, a search and an extended operation. */
const endTags: ReadonlySet<number> = new Set([0x61, 0x65, 0x78])

/** What a whole message says. */
export function answerOf(message: Buffer): Answer {
  const [outer] = elementsOf(message)
  const [id, operation, controls] = outer === undefined ? [] : elementsOf(outer.content)
  if (id === undefined || operation === undefined) throw notLdap()
  const messageId = numberIn(id)
  if (operation.tag === entryTag) return { kind: 'entry', id: messageId, entry: entryOf(operation) }
  if (operation.tag === referenceTag)
    return { kind: 'reference', id: messageId, urls: elementsOf(operation.content).map(textOf) }
  if (!endTags.has(operation.tag)) throw notLdap()
  return { kind: 'end', id: messageId, result: resultOf(operation, controls) }
}

function entryOf({ content }: Element): Entry {
  const [name, attributes] = elementsOf(content)
  if (name === undefined || attributes === undefined) throw notLdap()
  const values = new Map<string, readonly Buffer[]>()
  for (const attribute of elementsOf(attributes.content)) {
    const [type, set] = elementsOf(attribute.content)
    if (type === undefined || set === undefined) throw notLdap()
    values.set(
      textOf(type).toLowerCase(),
      elementsOf(set.content).map(({ content: value }) => value),
    )
  }
  return new Entry(textOf(name), values)
}

function resultOf({ content }: Element, controls: Element | undefined): Result {
  const [code, matched, diagnostic, ...more] = elementsOf(content)
  if (code === undefined || matched === undefined || diagnostic === undefined) throw notLdap()
  const referral = more.find(({ tag }) => tag === 0xa3)
  const cookie = controls === undefined ? undefined : cookieIn(controls)
  return {
    code: numberIn(code),
    matched: textOf(matched),
    diagnostic: textOf(diagnostic),
    referral: referral === undefined ? [] : elementsOf(referral.content).map(textOf),
    ...(cookie === undefined ? {} : { cookie }),
  }
}

/** RFC 2696. */
function cookieIn(controls: Element): Buffer | undefined {
  for (const control of elementsOf(controls.content)) {
    const [type, ...rest] = elementsOf(control.content)
    const value = rest.find(({ tag }) => tag === 0x04)
    if (type === undefined || value === undefined || textOf(type) !== '1.2.840.113556.1.4.319') continue
    const [page] = elementsOf(value.content)
    const [, cookie] = page === undefined ? [] : elementsOf(page.content)
    if (cookie === undefined) throw notLdap()
    // A copy: what is kept from page to page would otherwise keep the whole answer.
    return Buffer.from(cookie.content)
  }
  return undefined
}

const textOf = ({ content }: Element): string => content.toString('utf8')
