import { UserAdminError } from '../../errors.ts'

/** The five fields of a cron expression, each as all its values in order. */
export interface Fields {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  /** 0 is Sunday. */
  readonly weekdays: readonly number[]
  /** Whether the field of days of the month leaves it to that of weekdays. */
  readonly isAnyDay: boolean
  readonly isAnyWeekday: boolean
}

const monthNames = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const weekdayNames = 'sun mon tue wed thu fri sat'.split(' ')

/**
 * The values of a cron expression of five fields: numbers, names, `*`, ranges, steps and lists.
 *
 * @throws {UserAdminError} `invalid` for anything else, also for what `schedule run` understands and others do not (`L`, `#`).
 */
export function fieldsOf(cron: string): Fields {
  const parts = cron.trim().split(/\s+/u)
  const [minute, hour, day, month, weekday] = parts
  if (minute === undefined || hour === undefined || day === undefined || month === undefined || weekday === undefined)
    throw wrong(cron, 'it has five fields: minute, hour, day of the month, month, weekday')
  if (parts.length > 5) throw wrong(cron, 'it has five fields, without seconds')
  const weekdays = valuesOf(cron, weekday, 0, 7, weekdayNames, 0).map((value) => value % 7)
  return {
    minutes: valuesOf(cron, minute, 0, 59),
    hours: valuesOf(cron, hour, 0, 23),
    days: valuesOf(cron, day, 1, 31),
    months: valuesOf(cron, month, 1, 12, monthNames, 1),
    weekdays: inOrder(weekdays),
    isAnyDay: isAny(day),
    isAnyWeekday: isAny(weekday),
  }
}

const isAny = (field: string): boolean => field === '*'

/** Each value once, in order. */
export const inOrder = (values: Iterable<number>): readonly number[] => [...new Set(values)].toSorted((a, b) => a - b)

function valuesOf(
  cron: string,
  field: string,
  least: number,
  most: number,
  names: readonly string[] = [],
  first = 0,
): readonly number[] {
  const numberOf = (word: string): number => {
    const named = names.indexOf(word.toLowerCase())
    const value = named >= 0 ? named + first : /^\d{1,2}$/u.test(word) ? Number(word) : Number.NaN
    if (!(value >= least && value <= most)) throw wrong(cron, `"${field}" is nothing that every scheduler understands`)
    return value
  }
  return inOrder(
    field.split(',').flatMap((part) => {
      const [range = '', step, ...more] = part.split('/')
      const [from = '', to, ...beyond] = range.split('-')
      if (more.length > 0 || beyond.length > 0) throw wrong(cron, `"${field}" is no range`)
      // Of weekdays, 7 is Sunday a second time.
      const whole: readonly [number, number] = [least, names === weekdayNames ? 6 : most]
      const [low, high] = isAny(range) ? whole : [numberOf(from), to === undefined ? numberOf(from) : numberOf(to)]
      const stride = step === undefined ? 1 : /^[1-9]\d?$/u.test(step) ? Number(step) : Number.NaN
      if (low > high || Number.isNaN(stride) || (step !== undefined && !isAny(range) && to === undefined))
        throw wrong(cron, `"${field}" is no range`)
      return Array.from({ length: Math.floor((high - low) / stride) + 1 }, (_, index) => low + index * stride)
    }),
  )
}

const wrong = (cron: string, why: string): UserAdminError =>
  new UserAdminError(
    'invalid',
    `The cron expression "${cron}" cannot be written for another scheduler: ${why}. Write it with numbers, ranges, steps and lists, or let "user-admin schedule run" stay at work by itself.`,
  )

/** A field that holds these values, as short as it can be said: `*`, `*\/15`, `1-5`, `0,30`. */
export function fieldOf(values: readonly number[], least: number, most: number): string {
  if (values.length === most - least + 1) return '*'
  const [first, second] = values
  if (first === least && second !== undefined && values.length > 2) {
    const stride = second - first
    const isEven = values.every((value, index) => value === least + index * stride)
    if (isEven && values.length === Math.floor((most - least) / stride) + 1) return `*/${stride}`
  }
  return rangesOf(values)
}

/** The values as a list of ranges, without a star: `1-5,9`. */
export function rangesOf(values: readonly number[]): string {
  const runs: [number, number][] = []
  for (const value of values) {
    const last = runs.at(-1)
    if (last !== undefined && last[1] === value - 1) last[1] = value
    else runs.push([value, value])
  }
  return runs
    .map(([from, to]) => (from === to ? `${from}` : to === from + 1 ? `${from},${to}` : `${from}-${to}`))
    .join(',')
}
