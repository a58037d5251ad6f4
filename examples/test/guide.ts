/** A block of code of a page, in its order. */
export interface Block {
  /** What follows the three backticks: `ts`, `sh`, `text`, …; empty without a word. */
  readonly language: string
  /** Its lines as a reader would copy them: the indentation of a list is taken off. */
  readonly code: string
  /** What the comment `<!-- … -->` right before it says. */
  readonly marker?: string
  /** Where it begins in the page, from 1. */
  readonly line: number
}

/** The blocks of code of a page. */
export function blocksOf(page: string): readonly Block[] {
  const found = page.matchAll(/^( *)(?:<!-- ([^\n]*?) -->\n\n?\1)?```(\w*)[^\n]*\n(.*?)^\1```$/gmsu)
  return [...found].map(({ index, 1: indent = '', 2: marker, 3: language = '', 4: code = '' }) => ({
    language,
    code: code.replaceAll(new RegExp(`^${indent}`, 'gmu'), ''),
    ...(marker === undefined ? {} : { marker }),
    line: page.slice(0, index).split('\n').length + (marker === undefined ? 0 : 1),
  }))
}

/** Where a mark leads: a file of the repository, and the name of one of its regions. */
export function placeOf(marker: string): { readonly file: string; readonly region?: string } {
  const [file = '', region] = marker.split('#')
  return region === undefined ? { file } : { file, region }
}

/**
 * What a page shows of a file: all of it, or what stands between `// #region` (or `// #region NAME`) and `// #endregion`,
 * several such parts one after the other, without the indentation that they share.
 *
 * @throws {TypeError} for a region that the file does not have.
 */
export function shownOf(code: string, region?: string): string {
  if (region === undefined && !code.includes('// #region')) return code
  const parts = [...code.matchAll(/^ *\/\/ #region ?([\w-]*)\n(.*?)^ *\/\/ #endregion$/gmsu)]
  const meant = parts.flatMap(({ 1: name, 2: text = '' }) => (name === (region ?? '') ? [text] : []))
  if (meant.length === 0) throw new TypeError(`There is no region "${region ?? ''}".`)
  const text = meant.join('')
  const indents = [...text.matchAll(/^( *)\S/gmu)].map(([, spaces = '']) => spaces.length)
  return text.replaceAll(new RegExp(`^ {${Math.min(...indents)}}`, 'gmu'), '')
}

/** What a page says is printed, as a pattern; `…` is whatever differs from run to run, on a line of its own any lines. */
export const printed = (says: string): RegExp => {
  const lines = says
    .trim()
    .split('\n')
    .map((line) =>
      line.trim() === '…' ? '[\\s\\S]*?' : line.replaceAll(/[$()*+.?[\\\]^{|}]/gu, '\\$&').replaceAll('…', '.*?'),
    )
  return new RegExp(lines.join('\n'), 'u')
}
