import { Cron } from 'croner'
import { UserAdminError } from '../errors.ts'

/** Which local times a cron expression means. Local times are milliseconds as if they were UTC. */
export interface CronTimes {
  /** It names no hours: it goes by hours that pass, and not by what the clock shows. */
  readonly isEveryHour: boolean
  /** The first local time after this one; `undefined`: there is none. */
  next(wall: number): number | undefined
}

interface Field {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly words: readonly string[]
  readonly example: string
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']
const fields: readonly Field[] = [
  { name: 'minute', from: 0, to: 59, words: [], example: '0, 15,45 or */10' },
  { name: 'hour', from: 0, to: 23, words: [], example: '2, 1-5 or *' },
  { name: 'day of the month', from: 1, to: 31, words: [], example: '1, 1,15 or *' },
  { name: 'month', from: 1, to: 12, words: months, example: '7, jan,jul or *' },
  { name: 'day of the week', from: 0, to: 7, words: weekdays, example: '1-5, mon-fri or *' },
]

const known = new Map<string, CronTimes>()

/**
 * Reads an expression of five fields. Where some days of the month and some of the week are named, either is enough.
 *
 * @throws {UserAdminError} `invalid` for any other, with what would be right.
 */
export function cronOf(cron: string): CronTimes {
  const before = known.get(cron)
  if (before !== undefined) return before
  const values = readFields(cron)
  const pattern = values.map((list, index) => (isAll(list, index) ? '*' : [...list].join(','))).join(' ')
  // In UTC no clock is ever set: what becomes of times that are skipped or come twice is decided by us, in one place.
  const times = new Cron(pattern, { utcOffset: 0, mode: '5-part', paused: true })
  const next = (wall: number): number | undefined => times.nextRun(new Date(wall))?.getTime()
  if (next(Date.UTC(2026, 0)) === undefined)
    throw new UserAdminError('invalid', `The cron expression ${JSON.stringify(cron)} names a day that never comes.`)
  const read = { isEveryHour: values[1]?.size === 24, next }
  known.set(cron, read)
  return read
}

/** @throws {UserAdminError} as {@link cronOf}. */
export const checkCron = (cron: string): void => void cronOf(cron)

const isAll = (values: ReadonlySet<number>, index: number): boolean =>
  values.size === (index === 4 ? 7 : (fields[index]?.to ?? 0) - (fields[index]?.from ?? 0) + 1)

function readFields(cron: string): readonly ReadonlySet<number>[] {
  const parts = typeof cron === 'string' ? cron.trim().split(/\s+/) : []
  if (parts.length !== 5 || (parts[0] ?? '').startsWith('@'))
    throw new UserAdminError(
      'invalid',
      `The cron expression ${JSON.stringify(cron)} has five fields: minute, hour, day of the month, month and day of the week, such as 0 2 * * mon-fri.`,
    )
  return fields.map((field, index) => valuesOf(field, parts[index] ?? '', cron))
}

function valuesOf(field: Field, text: string, cron: string): ReadonlySet<number> {
  const values = new Set<number>()
  for (const part of text.split(',')) {
    const [, low = '', high, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? []
    const isRange = low === '*' || high !== undefined
    const from = low === '*' ? field.from : numberOf(field, low)
    const to = low === '*' ? field.to : high === undefined ? from : numberOf(field, high)
    const by = step === undefined ? 1 : Number(step)
    const isWrong = from === undefined || to === undefined || from > to || by < 1 || (low === '*' && high !== undefined)
    if (isWrong || (step !== undefined && !isRange))
      throw new UserAdminError(
        'invalid',
        `${JSON.stringify(part)} in the cron expression ${JSON.stringify(cron)} is no ${field.name}: give ${field.from} to ${field.to}, as in ${field.example}.`,
      )
    for (let value = from; value <= to; value += by) values.add(field.words === weekdays ? value % 7 : value)
  }
  return values
}

function numberOf({ from, to, words }: Field, text: string): number | undefined {
  const word = words.indexOf(text.toLowerCase())
  if (word >= 0) return word + (from === 1 ? 1 : 0)
  const value = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN
  return value >= from && value <= to ? value : undefined
}
