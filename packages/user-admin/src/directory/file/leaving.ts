const hour = 3_600_000

/**
 * When somebody's last day is over, in milliseconds since the epoch; `undefined` for what is no date that can be told.
 *
 * A day without an hour is over where it ends last on earth. `03/04/2026` is two days, by who reads it; and what lies
 * before 1971 stands where a program knew no date.
 */
export const endOf = (text: string): number | undefined => timeIn(text, 36 * hour, 12 * hour)

/** When something began, the same way: a day without an hour begins where it begins first on earth. */
export const beginOf = (text: string): number | undefined => timeIn(text, -14 * hour, -14 * hour)

/** @param ofDay What is added to the midnight of a day without an hour. @param ofTime And to a time without an offset. */
function timeIn(text: string, ofDay: number, ofTime: number): number | undefined {
  const [, year, month, day, time, offset] =
    /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|[+-]\d{2}:?\d{2})?)?$/iu.exec(text) ??
    dotted(text) ??
    []
  if (year === undefined || month === undefined || day === undefined || Number(year) < 1971) return undefined
  const date = `${year}-${month}-${day}`
  const midnight = Date.parse(`${date}T00:00:00Z`)
  // The 31st of February is the 3rd of March to some programs.
  if (Number.isNaN(midnight) || !new Date(midnight).toISOString().startsWith(date)) return undefined
  if (time === undefined) return midnight + ofDay
  const told = Date.parse(`${date}T${time}${(offset ?? 'Z').toUpperCase().replace(/(\d{2})(\d{2})$/u, '$1:$2')}`)
  if (Number.isNaN(told)) return undefined
  return offset === undefined ? told + ofTime : told
}

/** `22.11.2026`, which has one order of day and month wherever it is written. */
function dotted(text: string): readonly (string | undefined)[] | undefined {
  const [, day, month, year] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/u.exec(text) ?? []
  if (day === undefined || month === undefined) return undefined
  return [text, year, month.padStart(2, '0'), day.padStart(2, '0')]
}
