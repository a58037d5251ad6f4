/** What a clock shows at a moment; read `wall` with the UTC methods. */
export interface Clock {
  readonly wall: Date
  /** It shows this a second time: it was set back. */
  readonly isAgain: () => boolean
}

const names = 'sun mon tue wed thu fri sat'.split(' ')
const monthNames = 'january february march april may june july august september october november december'.split(' ')

/**
 * When a line of a crontab runs, after crontab(5) and cron(8) of Debian, which Kubernetes' own reader agrees with as far as
 * is needed here: either day is enough where none of both begins with a star, and a line without a star in its first two
 * fields does not run a second time when the clock is set back.
 */
export function cronLine(line: string): (clock: Clock) => boolean {
  const fields = line.split(' ').slice(0, 5)
  const [minutes, hours, days, months, weekdays] = fields.map((field, index) =>
    valuesOf(field, index === 2 || index === 3 ? 1 : 0),
  )
  const [, , day = '', , weekday = ''] = fields
  const isWild = fields.slice(0, 2).some((field) => field.startsWith('*'))
  const isEither = !day.startsWith('*') && !weekday.startsWith('*')
  const has = (values: ((value: number) => boolean) | undefined, value: number): boolean => values?.(value) ?? false
  return ({ wall, isAgain }) => {
    const [onDay, onWeekday] = [
      has(days, wall.getUTCDate()),
      has(weekdays, wall.getUTCDay()) || has(weekdays, wall.getUTCDay() + 7),
    ]
    return (
      has(minutes, wall.getUTCMinutes()) &&
      has(hours, wall.getUTCHours()) &&
      (isWild || !isAgain()) &&
      has(months, wall.getUTCMonth() + 1) &&
      (isEither ? onDay || onWeekday : onDay && onWeekday)
    )
  }
}

function valuesOf(field: string, least: number): (value: number) => boolean {
  const parts = field.split(',').map((part) => {
    const [range = '', step = '1'] = part.split('/')
    if (range === '*') return (value: number) => (value - least) % Number(step) === 0
    const [from = '', to = from] = range.split('-')
    return (value: number) =>
      value >= Number(from) && value <= Number(to) && (value - Number(from)) % Number(step) === 0
  })
  return (value) => parts.some((part) => part(value))
}

/** When the triggers of a task of Windows start it. When the clock is set back, they do not start it again. */
export function taskTriggers(xml: string): readonly ((clock: Clock) => boolean)[] {
  return (xml.match(/<CalendarTrigger>[\s\S]*?<\/CalendarTrigger>/gu) ?? []).map((trigger) => {
    const [, hour, minute] = /<StartBoundary>\S+T(\d\d):(\d\d):00</u.exec(trigger) ?? []
    const days = [...trigger.matchAll(/<Day>(\d+)</gu)].map(([, one]) => Number(one))
    const months = monthNames.flatMap((name, index) =>
      new RegExp(`<${name} />`, 'iu').test(trigger) ? [index + 1] : [],
    )
    const weekdays = names.flatMap((name, index) =>
      new RegExp(`<${name}[a-z]*day />`, 'iu').test(trigger) ? [index] : [],
    )
    const within = (values: readonly number[], value: number): boolean => values.length === 0 || values.includes(value)
    return ({ wall, isAgain }) =>
      wall.getUTCHours() === Number(hour) &&
      wall.getUTCMinutes() === Number(minute) &&
      within(days, wall.getUTCDate()) &&
      within(months, wall.getUTCMonth() + 1) &&
      within(weekdays, wall.getUTCDay()) &&
      !isAgain()
  })
}
