import { UserAdminError } from '../../errors.ts'

/** An element: its name, and what is in it; a list of elements, or a text. */
export type Element = readonly [
  name: string,
  content: string | readonly Element[],
  attributes?: Readonly<Record<string, string>>,
]

/** A document as Windows writes such files itself. @throws {UserAdminError} `invalid` for signs that XML does not have. */
export function xmlOf(comments: readonly string[], root: Element): string {
  const said = comments.map((line) => `<!-- ${checked(line).replaceAll('--', '- -')} -->`)
  return `${['<?xml version="1.0" encoding="UTF-16"?>', ...said, ...linesOf(root, '')].join('\r\n')}\r\n`
}

function linesOf([name, content, attributes = {}]: Element, indent: string): readonly string[] {
  const tag = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`)].join(' ')
  if (content.length === 0) return [`${indent}<${tag} />`]
  if (typeof content === 'string') return [`${indent}<${tag}>${escaped(content)}</${name}>`]
  return [`${indent}<${tag}>`, ...content.flatMap((one) => linesOf(one, `${indent}  `)), `${indent}</${name}>`]
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escaped = (text: string): string => checked(text).replaceAll(/[&<>"]/gu, (sign) => entities[sign] ?? sign)

function checked(text: string): string {
  if (/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/u.test(text))
    throw new UserAdminError(
      'invalid',
      `A task of Windows cannot hold ${JSON.stringify(text)}: it has a tab, a line break or half a letter in it.`,
    )
  return text
}
