/**
 * A table as CSV for spreadsheets. No cell can start a formula: one that would is written with an apostrophe before it,
 * which our own readers take away again.
 */
export function sheet(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(cell).join(',')).join('\r\n')
}

function cell(text: string): string {
  // What looks like a formula after blanks is one to some programs.
  const safe = /^\s*[=+\-@\t\r]/u.test(text) ? `'${text}` : text
  return /[",\r\n;\t]|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
