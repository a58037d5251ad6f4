/** What the clocks of a zone show, minute by minute, as the runtime itself says it. Knows nothing of the code it judges. */
export function clocks(timeZone: string, from: number, until: number): Clocks {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const walls: number[] = []
  for (let time = from; time <= until; time += aMinute)
    walls.push(Date.parse(`${format.format(time).replace(' ', 'T')}:00Z`))
  return { from, walls, shown: walls.map(shownOf) }
}

export interface Clocks {
  readonly from: number
  /** Of each minute, as if it were UTC. */
  readonly walls: readonly number[]
  readonly shown: readonly Shown[]
}

type Shown = readonly [minute: number, hour: number, day: number, month: number, weekday: number]

const aMinute = 60_000

function shownOf(wall: number): Shown {
  const date = new Date(wall)
  return [date.getUTCMinutes(), date.getUTCHours(), date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCDay()]
}

/**
 * The moments at which an expression is due, after the first minute: as the page for users says it, the slow way. A time
 * that is skipped counts right after, one that comes twice the first time; where every hour is meant, each minute that is
 * shown counts.
 */
export function dueTimes(cron: string, { from, walls, shown }: Clocks): readonly number[] {
  const fields = cron.split(' ').map(valuesOf)
  const [minutes, hours, days, months, weekdays] = fields
  const isEveryHour = hours?.size === 24
  const isAnyDay = days?.size === 31 || weekdays?.size === 7
  const isMeant = ([minute, hour, day, month, weekday]: Shown): boolean => {
    if (minutes?.has(minute) !== true || hours?.has(hour) !== true || months?.has(month) !== true) return false
    const [isDay, isWeekday] = [days?.has(day) === true, weekdays?.has(weekday) === true]
    return isAnyDay ? isDay && isWeekday : isDay || isWeekday
  }
  const due: number[] = []
  let most = walls[0] ?? 0
  for (const [index, wall] of walls.entries()) {
    const now = shown[index]
    if (index === 0 || now === undefined) continue
    let isDue = isMeant(now) && (isEveryHour || wall > most)
    const skipped = isEveryHour ? 0 : Math.max(0, (wall - most) / aMinute - 1)
    for (let nth = 1; nth <= skipped; nth++) isDue ||= isMeant(shownOf(most + nth * aMinute))
    if (isDue) due.push(from + index * aMinute)
    most = Math.max(most, wall)
  }
  return due
}

const limits: readonly (readonly [from: number, to: number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
]

function valuesOf(field: string, index: number): ReadonlySet<number> {
  const [least, most] = limits[index] ?? [0, 0]
  const values = new Set<number>()
  for (const part of field.split(',')) {
    const [range = '', step = '1'] = part.split('/')
    const [low = '', high = low] = range.split('-')
    const [from, to] = range === '*' ? [least, most] : [Number(low), Number(high)]
    for (let value = from; value <= to; value += Number(step)) values.add(index === 4 ? value % 7 : value)
  }
  return values
}
