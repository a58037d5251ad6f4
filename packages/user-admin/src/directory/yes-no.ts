// Spreadsheets write their own TRUE, in the language of whoever saved the file.
const yes = new Set(['yes', 'y', 'true', '1', 'x', 'ja', 'wahr', 'oui', 'vrai', 'si', 'sí', 'verdadero'])
const no = new Set(['no', 'n', 'false', '0', 'nein', 'falsch', 'non', 'faux', 'falso'])

/** Every word that answers yes or no. */
export const answers: readonly string[] = [...yes, ...no]

/** What a cell says that answers yes or no; `undefined` for anything else. */
export function yesOrNo(cell: string): boolean | undefined {
  const word = cell.normalize('NFKC').toLowerCase()
  if (yes.has(word)) return true
  return no.has(word) ? false : undefined
}
