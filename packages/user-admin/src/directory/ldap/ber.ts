import { Fault } from './fault.ts'

/** One element of an answer (ITU-T X.690): its tag, and its content without the length. */
export interface Element {
  readonly tag: number
  readonly content: Buffer
}

/** No answer of a directory is larger, in bytes: what claims to be is not read. */
const largest = 64 * 1024 * 1024

/** The elements that stand one after the other in these bytes, which they fill to the last. */
export function elementsOf(bytes: Buffer): readonly Element[] {
  const elements: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = endOfElement(bytes, at)
    if (end === undefined || end > bytes.length) throw notLdap()
    elements.push({ tag: bytes.readUInt8(at), content: bytes.subarray(startOfContent(bytes, at), end) })
    at = end
  }
  return elements
}

/** Where the element ends that begins at `at`; absent while its length has not arrived. */
export function endOfElement(bytes: Buffer, at: number): number | undefined {
  if (bytes.length < at + 2) return undefined
  const short = bytes.readUInt8(at + 1)
  if (short < 0x80) return at + 2 + short
  const size = short - 0x80
  if (size === 0 || size > 4) throw notLdap()
  if (bytes.length < at + 2 + size) return undefined
  const length = bytes.readUIntBE(at + 2, size)
  if (length > largest)
    throw new Fault('The controller began an answer of more than 64 MiB: ask for fewer people a page (pageSize).')
  return at + 2 + size + length
}

function startOfContent(bytes: Buffer, at: number): number {
  const short = bytes.readUInt8(at + 1)
  return at + 2 + (short < 0x80 ? 0 : short - 0x80)
}

/** A whole number of at most 32 bits. */
export function numberIn({ content }: Element): number {
  if (content.length === 0 || content.length > 4) throw notLdap()
  return content.readIntBE(0, content.length)
}

/** What answers is no directory, or something on the way changed it. */
export const notLdap = (): Fault =>
  new Fault('The controller’s answer is no LDAP: see that the address and the port are those of a domain controller.')
