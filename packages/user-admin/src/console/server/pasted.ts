import { claimsOf, cutOf } from '../../credentials/whole-token.ts'

/** What somebody pasted: one credential, as far as it can be told without asking anybody. */
export type Pasted =
  | { readonly system: 'aac'; readonly access?: string; readonly refresh?: string; readonly isCut: boolean }
  | { readonly system: 'houston'; readonly token: string; readonly isCut: boolean }

interface Word {
  readonly text: string
  /** What stood before it. */
  readonly label?: 'access' | 'refresh' | undefined
}

/**
 * The credentials in a text, however it came by: the vendor's `creds.json`, one or several; tokens on lines of their own,
 * with or without words before them; broken over lines. The order of access and refresh does not matter.
 *
 * @param isHouston An address of a Houston was given besides: what is no token of AAC is one of it.
 */
export function tokensIn(text: string, isHouston: boolean): readonly Pasted[] {
  const found = [...piecesIn(text, isHouston)]
  const issuers = new Set(found.flatMap(({ text: token }) => (isAccess(token) ? (claimsOf(token)?.issuer ?? []) : [])))
  const kinds = found.map((word) => ({ ...word, kind: kindOf(word, issuers, isHouston) }))
  const firstRefresh = kinds.findIndex(({ kind }) => kind === 'refresh')
  const firstAccess = kinds.findIndex(({ kind }) => kind === 'access')
  const isRefreshFirst = firstRefresh !== -1 && firstRefresh < firstAccess
  const all: Pasted[] = []
  let open: { access?: string; refresh?: string } | undefined
  const close = (): void => {
    if (open !== undefined) all.push(pairOf(open))
    open = undefined
  }
  for (const { kind, text: token } of kinds) {
    if (kind === 'houston') {
      close()
      all.push({ system: 'houston', token, isCut: cutOf(token) !== undefined })
      continue
    }
    if (open?.[kind] !== undefined || (kind === (isRefreshFirst ? 'refresh' : 'access') && open !== undefined)) close()
    open = { ...open, [kind]: token }
  }
  close()
  return all
}

const pairOf = (pair: { readonly access?: string; readonly refresh?: string }): Pasted => ({
  system: 'aac',
  ...pair,
  isCut: [pair.access, pair.refresh].some((token) => token !== undefined && cutOf(token) !== undefined),
})

const isAccess = (token: string): boolean => claimsOf(token)?.workspace !== undefined || token.startsWith('pat_')

function kindOf(
  { text, label }: Word,
  issuers: ReadonlySet<string>,
  isHouston: boolean,
): 'access' | 'refresh' | 'houston' {
  if (label !== undefined) return label
  if (isAccess(text)) return 'access'
  const issuer = claimsOf(text)?.issuer ?? ''
  if (issuers.has(issuer) || issuer.startsWith('https://pingauth')) return 'refresh'
  if (isHouston || /^[0-9a-f]{32}$/iu.test(text)) return 'houston'
  // What was cut says nothing of itself, and what is no JWT is the second half of a pair.
  if (claimsOf(text) === undefined) return text.startsWith('eyJ') ? 'access' : 'refresh'
  // Tokens of Houston name no issuer; the second half of an AAC with names of its own does.
  return issuer === '' ? 'houston' : 'refresh'
}

/** The tokens of a text in their order: of each JSON object, and of what stands between them. */
function* piecesIn(text: string, isHouston: boolean): Generator<Word> {
  let from = 0
  for (const { 0: piece, index } of text.matchAll(/\{[^{}]*\}/gu)) {
    const words = jsonIn(piece)
    if (words === undefined) continue
    yield* wordsIn(text.slice(from, index), isHouston)
    yield* words
    from = index + piece.length
  }
  yield* wordsIn(text.slice(from), isHouston)
}

/** The tokens of one object; `undefined` for what is none, as one that was cut. */
function jsonIn(piece: string): readonly Word[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(piece)
  } catch {
    return undefined
  }
  return Object.entries(value as Readonly<Record<string, unknown>>).flatMap(([name, token]): readonly Word[] => {
    if (typeof token !== 'string' || token.trim() === '') return []
    const label = labelOf(name.replace(/token$/iu, '_token').replace('__', '_'))
    if (label !== undefined) return [{ text: token.trim(), label }]
    return /^token$/iu.test(name) ? [{ text: token.trim() }] : []
  })
}

/** The tokens of a text that is none; one that was broken over lines is put together again. */
function wordsIn(text: string, isHouston: boolean): readonly Word[] {
  const parts = text.split(/[\s"'`,;=<>()[\]{}]+|:(?!\/\/)/u).filter((part) => part !== '')
  const found: Word[] = []
  let label: Word['label']
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? ''
    const said = labelOf(part)
    if (said !== undefined) label = said
    // Keys of Houston are in no form of their own; an address beside them says what they are.
    if (!isToken(part) && !(isHouston && /^[\w.~+/-]{16,}=*$/u.test(part))) continue
    const [whole, used] = joined(parts, at)
    at += used
    found.push({ text: whole, label })
    label = undefined
  }
  return found
}

const labelOf = (part: string): Word['label'] =>
  /^access(?:[_-]?token)?$/iu.test(part) ? 'access' : /^refresh(?:[_-]?token)?$/iu.test(part) ? 'refresh' : undefined

const isToken = (part: string): boolean =>
  part.startsWith('eyJ') ||
  part.startsWith('pat_') ||
  /^[0-9a-f]{32}$/iu.test(part) ||
  (part.length >= 24 && /^[\w.~+/-]+=*$/u.test(part) && /\d/u.test(part) && /[a-z]/iu.test(part))

/** A JWT that has its end on later lines, and how many of them. */
function joined(parts: readonly string[], at: number): readonly [string, number] {
  const first = parts[at] ?? ''
  if (!first.startsWith('eyJ') || cutOf(first) === undefined) return [first, 0]
  let whole = first
  for (let used = 1; used <= 60; used += 1) {
    const next = parts[at + used]
    if (next === undefined || !/^[\w.-]+=*$/u.test(next) || labelOf(next) !== undefined) break
    whole += next
    if (cutOf(whole) === undefined) return [whole, used]
  }
  return [first, 0]
}
