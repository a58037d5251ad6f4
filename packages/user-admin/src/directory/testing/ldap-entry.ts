import type { Element } from '../ldap/ber.ts'
import { only, partsOf, sequence, tags, text, textIn } from './ldap-message.ts'

/** An entry of an answer, taken apart. */
export interface FoundEntry {
  readonly dn: string
  readonly attributes: readonly { readonly type: string; readonly values: readonly Buffer[] }[]
}

/** An entry of its element. */
export function foundEntry(element: Element): FoundEntry {
  const [dn, attributes] = partsOf(element)
  return {
    dn: textIn(only([dn])),
    attributes: partsOf(only([attributes])).map((attribute) => {
      const [type, values] = partsOf(attribute)
      return { type: textIn(only([type])), values: partsOf(only([values])).map(({ content }) => content) }
    }),
  }
}

/** The element of an entry. */
export const entryElement = ({ dn, attributes }: FoundEntry): Element =>
  sequence(
    [
      text(dn),
      sequence(
        attributes.map(({ type, values }) =>
          sequence([
            text(type),
            sequence(
              values.map((content) => ({ tag: 0x04, content })),
              0x31,
            ),
          ]),
        ),
      ),
    ],
    tags.entry,
  )

/** `member;range=0-1499`, taken apart. */
export function rangeOf(
  type: string,
): { readonly name: string; readonly first: number; readonly last: number } | undefined {
  const match = /^(?<name>[^;]+);range=(?<first>\d+)-(?<last>\d+|\*)$/iu.exec(type)?.groups
  if (match === undefined) return undefined
  const { name = '', first = '', last = '' } = match
  return { name, first: Number(first), last: last === '*' ? Infinity : Number(last) }
}

/** Cuts lists of values as Active Directory does: the rest has to be asked for by its range. */
export function ranged({ dn, attributes }: FoundEntry, most: number): FoundEntry {
  return {
    dn,
    attributes: attributes.flatMap(({ type, values }) => {
      if (values.length <= most) return [{ type, values }]
      const { name, first } = rangeOf(type) ?? { name: type, first: 0 }
      const cut = { type: `${name};range=${first}-${first + most - 1}`, values: values.slice(0, most) }
      // Who did not ask for a range is told that there are values, and none of them, under the plain name.
      return name === type ? [{ type, values: [] }, cut] : [cut]
    }),
  }
}
