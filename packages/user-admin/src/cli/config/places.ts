import { isMap, isPair, isScalar, LineCounter, type Node, type ParsedNode, parseDocument, visit } from 'yaml'
import { UsageError } from '../usage.ts'

/** A file in YAML or JSON whose values know where they stand. */
export interface Placed {
  readonly value: unknown
  /** `user-admin.yaml:7:14`; of what is missing, the place where it should be. */
  readonly placeOf: (path: readonly (string | number)[], isName: boolean) => string
}

/** @throws {UsageError} for a text that is neither, with the line. It never repeats what stands there. */
export function placed(text: string, file: string): Placed {
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
    uniqueKeys: isSame,
    // What it would warn of it would quote.
    logLevel: 'error',
  })
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `${file}:${Math.max(1, line)}:${Math.max(1, col)}`
  }
  const [error] = document.errors
  if (error !== undefined) throw new UsageError(`${at(error.pos[0])}: ${faults[error.code] ?? 'this is no YAML'}.`)
  visit(document, {
    Pair: (_, { key }) => {
      // Of an object it is no name: what stands under it would be left out unsaid.
      if (isScalar(key) && key.value === '__proto__')
        throw new UsageError(`${at(startOf(key) ?? 0)}: this cannot be a name here: choose another.`)
    },
  })
  let value: unknown
  try {
    value = document.toJS({ maxAliasCount: 100 })
  } catch {
    throw new UsageError(`${at(0)}: an alias leads nowhere, or to too much.`)
  }
  return {
    value,
    placeOf: (path, isName) => {
      let node: unknown = document.contents
      let offset = startOf(node) ?? 0
      for (const [index, part] of path.entries()) {
        if (!isMap(node)) {
          node = document.getIn(path.slice(0, index + 1), true)
        } else {
          const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === part)
          if (pair === undefined) return at(offset)
          const isLast = index === path.length - 1
          const key = startOf(pair.key)
          offset = (isLast && isName ? undefined : startOf(pair.value)) ?? key ?? offset
          node = pair.value
          // A map begins on the line after its name, and its name is what is looked for.
          if (isMap(node) && !isFlow(node)) offset = key ?? offset
          continue
        }
        offset = startOf(node) ?? offset
      }
      return at(offset)
    },
  }
}

/** `1` and `"1"` are one name in the end, and the first of them would be lost. */
const isSame = (a: ParsedNode, b: ParsedNode): boolean =>
  a === b || (isScalar(a) && isScalar(b) && String(a.value) === String(b.value))

const isFlow = (node: { readonly flow?: boolean | undefined }): boolean => node.flow === true

const startOf = (node: unknown): number | undefined => (node as Node | null | undefined)?.range?.[0]

const faults: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab is no indentation in YAML: use blanks',
  BAD_INDENT: 'this line is not indented as those around it',
  DUPLICATE_KEY: 'this name stands here twice',
  MULTIPLE_DOCS: 'the file holds several documents: keep one',
  MISSING_CHAR: 'something is missing here: a quote, a comma, a bracket or a colon',
  UNEXPECTED_TOKEN: 'this is not expected here',
  MULTILINE_IMPLICIT_KEY: 'a name stands on one line, with a colon after it',
}
