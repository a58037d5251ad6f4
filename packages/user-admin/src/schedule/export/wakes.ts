import { type Fields, fieldsOf, inOrder } from './fields.ts'
import type { ExportedJob } from './job.ts'
import { differencesOf, transitionsOf, wallOf } from './zones.ts'

/**
 * Local times at which a scheduler wakes the program: each of these minutes in each of these hours, on days that are
 * among all that is given. The program knows by itself what is due, so it may be woken too often, but never too seldom.
 */
export interface Wake {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  /** Of the month; absent: any. Never together with `weekdays`. */
  readonly days?: readonly number[]
  readonly months?: readonly number[]
  /** 0 is Sunday. */
  readonly weekdays?: readonly number[]
}

/** Rules of time zones are looked at that far ahead: 10 years. */
const ahead = 3_653 * 86_400_000
const minute = 60_000
const day = 1440 * minute

/** When a job has to be woken, by the clock of a zone. */
export function wakesOf(job: ExportedJob, zone: string, now: number): readonly Wake[] {
  const fields = fieldsOf(job.cron)
  const lines = linesOf(fields)
  const own = [...lines, ...lines.flatMap((line) => afterGaps(line, fields, job.timeZone, now))]
  const all = [...own, ...noticesOf(job, own, now)]
  if (zone === job.timeZone) return tidy(all)
  const differences = differencesOf(zone, job.timeZone, now, now + ahead)
  return tidy(all.flatMap((wake) => [...differences].flatMap(([by, months]) => moved(wake, by, months))))
}

/** A job that runs on days of the month or on weekdays runs on both. */
function linesOf({ minutes, hours, days, months, weekdays, isAnyDay, isAnyWeekday }: Fields): readonly Wake[] {
  const times = { minutes, hours, ...(months.length === 12 ? {} : { months }) }
  if (isAnyDay && isAnyWeekday) return [times]
  return [...(isAnyDay ? [] : [{ ...times, days }]), ...(isAnyWeekday ? [] : [{ ...times, weekdays }])]
}

const isHourly = ({ hours }: Pick<Wake, 'hours'>): boolean => hours.length === 24

/** A time that the clock leaves out is due when it goes on. */
function afterGaps(line: Wake, fields: Fields, zone: string, now: number): readonly Wake[] {
  if (isHourly(fields)) return []
  return transitionsOf(zone, now, now + ahead).flatMap(({ at, before, after }) => {
    if (after < before) return []
    const left = Array.from({ length: after - before }, (_, index) => wallOf(at + index * minute, before))
    if (!left.some((wall) => falls(line, wall))) return []
    const end = wallOf(at, after)
    const isSameDay = end.getUTCDate() === wallOf(at, before).getUTCDate()
    const on = isSameDay ? onlyDays(line) : {}
    return [{ minutes: [end.getUTCMinutes()], hours: [end.getUTCHours()], ...on, months: [end.getUTCMonth() + 1] }]
  })
}

const onlyDays = ({ days, weekdays }: Wake): Pick<Wake, 'days' | 'weekdays'> =>
  days !== undefined ? { days } : weekdays === undefined ? {} : { weekdays }

/** Whether the clock shows one of these times. */
const falls = ({ minutes, hours, days, months, weekdays }: Wake, wall: Date): boolean =>
  minutes.includes(wall.getUTCMinutes()) &&
  hours.includes(wall.getUTCHours()) &&
  (days?.includes(wall.getUTCDate()) ?? true) &&
  (months?.includes(wall.getUTCMonth() + 1) ?? true) &&
  (weekdays?.includes(wall.getUTCDay()) ?? true)

/** What is due every hour is due in the hour, too, that the clock shows a second time: in UTC. */
export function secondHours({ cron, timeZone }: ExportedJob, now: number): readonly Wake[] {
  const fields = fieldsOf(cron)
  if (!isHourly(fields)) return []
  const lines = linesOf(fields)
  const wakes = transitionsOf(timeZone, now, now + ahead).flatMap(({ at, before, after }) =>
    Array.from({ length: Math.max(0, before - after) }, (_, index) => at + index * minute).flatMap((second): Wake[] => {
      if (!lines.some((line) => falls(line, wallOf(second, after)))) return []
      const utc = wallOf(second, 0)
      return [{ minutes: [utc.getUTCMinutes()], hours: [utc.getUTCHours()], months: [utc.getUTCMonth() + 1] }]
    }),
  )
  return tidy(wakes)
}

/** When notices are due, some days of 24 hours ahead: the same times of any day, and others after the clocks were set. */
function noticesOf({ notice, timeZone }: ExportedJob, lines: readonly Wake[], now: number): readonly Wake[] {
  if (notice === undefined) return []
  const anyDay = lines.map(({ minutes, hours }): Wake => ({ minutes, hours }))
  const shifted = transitionsOf(timeZone, now, now + ahead).flatMap(({ at, before, after }) => {
    const [from, to] = [wallOf(at - notice * day, before), wallOf(at, before)]
    const months = new Set<number>()
    for (let time = from.getTime(); time <= to.getTime(); time += day) months.add(new Date(time).getUTCMonth() + 1)
    months.add(to.getUTCMonth() + 1)
    return anyDay.flatMap((wake) => moved(wake, before - after, months))
  })
  return [...anyDay, ...shifted]
}

/** The same moments by a clock that is ahead by some minutes, in some months of its own. */
function moved(wake: Wake, by: number, during: ReadonlySet<number>): readonly Wake[] {
  const grouped = new Map<string, { hours: number[]; minutes: number[]; later: number }>()
  for (const hour of wake.hours)
    for (const minuteOf of wake.minutes) {
      const time = hour * 60 + minuteOf + by
      const later = Math.floor(time / 1440)
      const [newHour, newMinute] = [Math.floor((time - later * 1440) / 60), ((time % 60) + 60) % 60]
      const key = `${later} ${newHour}`
      const group = grouped.get(key) ?? { hours: [newHour], minutes: [], later }
      group.minutes.push(newMinute)
      grouped.set(key, group)
    }
  return [...grouped.values()].flatMap(({ hours, minutes, later }): Wake[] => {
    const months = daysLater(wake.months, later, 1, 12, 0)?.filter((month) => during.has(month)) ?? [...during]
    if (months.length === 0) return []
    return [
      {
        hours,
        minutes: inOrder(minutes),
        ...optional('days', daysLater(wake.days, later, 1, 31, 3)),
        ...optional(
          'weekdays',
          wake.weekdays?.map((weekday) => (weekday + later + 7) % 7),
        ),
        months,
      },
    ]
  })
}

/**
 * Days or months that may be meant when the date is another. The end of a month lies on one of its last days, `ends`
 * before its longest; a month may be the one beside it too.
 */
function daysLater(
  values: readonly number[] | undefined,
  later: number,
  least: number,
  most: number,
  ends: number,
): readonly number[] | undefined {
  if (values === undefined || later === 0) return values
  return inOrder(
    values.flatMap((value) => {
      const other = value + later
      const kept = ends === 0 ? [value] : []
      if (later > 0) {
        const next = other > most ? [least] : [other]
        return [...kept, ...next, ...(ends > 0 && value >= most - ends ? [least] : [])]
      }
      const last = Array.from({ length: ends + 1 }, (_, index) => most - index)
      return [...kept, ...(other < least ? last : [other])]
    }),
  )
}

const optional = <K extends string>(
  name: K,
  values: readonly number[] | undefined,
): { [key in K]?: readonly number[] } =>
  values === undefined ? {} : ({ [name]: inOrder(values) } as { [key in K]: readonly number[] })

/** The same times in as few lines as there need be. */
function tidy(wakes: readonly Wake[]): readonly Wake[] {
  const joined = (['months', 'minutes', 'hours'] as const).reduce(join, wakes.map(wholeYear))
  return joined.filter((one, index) => !joined.some((other, at) => at !== index && within(one, other)))
}

const wholeYear = ({ months, ...wake }: Wake): Wake =>
  months === undefined || inOrder(months).length === 12 ? wake : { ...wake, months: inOrder(months) }

/** Joins what differs in one respect only. */
function join(wakes: readonly Wake[], name: 'months' | 'minutes' | 'hours'): readonly Wake[] {
  const groups = new Map<string, Wake>()
  for (const wake of wakes) {
    const { [name]: values, ...rest } = wake
    const key = JSON.stringify([rest, values === undefined])
    const before = groups.get(key)
    groups.set(
      key,
      before === undefined || values === undefined
        ? wake
        : { ...wake, [name]: inOrder([...(before[name] ?? []), ...values]) },
    )
  }
  return [...groups.values()].map(wholeYear)
}

/** Whether one wakes at no time at which the other does not. */
const within = (one: Wake, other: Wake): boolean =>
  (['minutes', 'hours', 'days', 'months', 'weekdays'] as const).every((name) => {
    const [some, all] = [one[name], other[name]]
    return all === undefined || (some?.every((value) => all.includes(value)) ?? false)
  })
