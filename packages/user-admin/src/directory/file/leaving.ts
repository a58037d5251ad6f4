const hour = 3_600_000

/**
 * When somebody's last day is over, in milliseconds since the epoch; `undefined` for what is no date that can be told.
 *
 * A day without an hour is over where it ends last on earth. `03/04/2026` is two days, by who reads it; and what lies
 * before 1971 stands where a program knew no date.
 */
export function endOf(text: string): number | undefined {
  const [, year, month, day, time, offset] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$/iu.exec(text) ??
    dotted(text) ??
    []
  if (year === undefined || month === undefined || day === undefined || Number(year) < 1971) return undefined
  const date = `${year}-${month}-${day}`
  const midnight = Date.parse(`${date}T00:00:00Z`)
  // The 31st of February is the 3rd of March to some programs.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return undefined
  if (time === undefined) return midnight + 36 * hour
  const told = Date.parse(`${date}T${time}${(offset ?? 'Z').toUpperCase().replace(/(\d{2})(\d{2})$/u, '$1:$2')}`)
  if (Number.isNaN(told)) return undefined
  return offset === undefined ? told + 12 * hour : told
}

/** `22.11.2026`, which has one order of day and month wherever it is written. */
function dotted(text: string): readonly (string | undefined)[] | undefined {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/u.exec(text) ?? []
  if (day === undefined || month === undefined) return undefined
  return [text, year, month.padStart(2, '0'), day.padStart(2, '0')]
}
