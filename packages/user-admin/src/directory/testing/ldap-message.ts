import { type Element, elementsOf, numberIn } from '../ldap/ber.ts'

/** One LDAP message, taken apart (RFC 4511 §4.1.1). */
export interface Message {
  readonly id: number
  readonly operation: Element
  /** Each whole: its type, whether it is critical, its value. */
  readonly controls: readonly Element[]
}

/** The operations that a proxy looks at. */
export const tags = {
  bind: 0x60,
  bound: 0x61,
  unbind: 0x42,
  search: 0x63,
  entry: 0x64,
  done: 0x65,
  reference: 0x73,
  extended: 0x77,
  extendedDone: 0x78,
} as const

/** A message of the bytes of one. */
export function messageOf(bytes: Buffer): Message {
  const [id, operation, controls] = partsOf(only(elementsOf(bytes)))
  return {
    id: numberIn(only([id])),
    operation: only([operation]),
    controls: controls === undefined ? [] : partsOf(controls),
  }
}

/** The bytes of a message. */
export function bytesOf({ id, operation, controls }: Message): Buffer {
  const parts = [number(0x02, id), operation, ...(controls.length === 0 ? [] : [sequence(controls, 0xa0)])]
  return encoded(sequence(parts))
}

/** What stands inside an element that is made of others. */
export const partsOf = ({ content }: Element): readonly Element[] => elementsOf(content)

export const textIn = ({ content }: Element): string => content.toString('utf8')

export const text = (value: string): Element => ({ tag: 0x04, content: Buffer.from(value, 'utf8') })

export const sequence = (parts: readonly Element[], tag = 0x30): Element => ({
  tag,
  content: Buffer.concat(parts.map(encoded)),
})

/** A whole number of at most 31 bits, as a number (0x02) or one of a list (0x0a). */
export function number(tag: number, value: number): Element {
  const content = Buffer.alloc(4)
  content.writeInt32BE(value)
  const start = [0, 1, 2].find((at) => content.readUInt8(at) !== 0 || content.readUInt8(at + 1) > 0x7f) ?? 3
  return { tag, content: content.subarray(start) }
}

/** How a request ended: 0 is success. */
export const ending = (tag: number, code: number, referral: readonly string[] = []): Element =>
  sequence(
    [
      number(0x0a, code),
      text(''),
      text(''),
      ...(referral.length === 0
        ? []
        : [
            sequence(
              referral.map((url) => text(url)),
              0xa3,
            ),
          ]),
    ],
    tag,
  )

/** The result code of an element that {@link ending} would make. */
export const codeOf = (done: Element): number => numberIn(only(partsOf(done)))

function encoded({ tag, content }: Element): Buffer {
  const { length } = content
  const head = length < 0x80 ? [tag, length] : [tag, 0x84, length >>> 24, length >>> 16, length >>> 8, length]
  return Buffer.concat([Buffer.from(head), content])
}

/** @throws {Error} where there is nothing: what came is no LDAP. */
export function only(elements: readonly (Element | undefined)[]): Element {
  const [first] = elements
  if (first === undefined) throw new Error('A message of LDAP that lacks a part.')
  return first
}
