import type { Command, CommandUnknownOpts } from '@commander-js/extra-typings'
import { Command as Plain } from 'commander'
import type { Context } from './context.ts'
import { UsageError } from './usage.ts'

/** What the module of a command exports: its arguments, options and examples, and what it does. */
export type MakeCommand = (context: Context) => CommandUnknownOpts

/** A command whose arguments and options have types; its name and summary are in the table of commands. */
export function command(): Command {
  return new Plain() as unknown as Command
}

/** Collects an option that may be given several times, and several values at once by commas. */
export function several(value: string, before: readonly string[] | undefined): readonly string[] {
  const parts = value.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
  if (parts.length === 0) throw new UsageError('An option that takes a list was given nothing.')
  return [...(before ?? []), ...parts]
}

/** How many milliseconds a length of time is: `14d`, `12h`, `30m`. */
export function duration(text: string): number {
  const [, number, unit] = /^(\d{1,6})([mhdw])$/u.exec(text.trim()) ?? []
  if (number === undefined || unit === undefined)
    throw new UsageError(`${JSON.stringify(text)} is no length of time: write 30m, 12h, 14d or 2w.`)
  const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
  return Number(number) * (units[unit] ?? 0)
}

/** A time, in milliseconds since the epoch: a date (`2026-01-31`), ISO 8601, or a length of time before now. */
export function moment(text: string, now: number): number {
  if (/^\d{1,6}[mhdw]$/u.test(text.trim())) return now - duration(text)
  const [, day = ''] = /^(\d{4}-\d{2}-\d{2})(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?$/u.exec(text.trim()) ?? []
  const time = day === '' ? Number.NaN : Date.parse(text.trim())
  // What is read of 31 February is a day of March.
  if (Number.isNaN(time) || new Date(Date.parse(day)).toISOString().slice(0, 10) !== day)
    throw new UsageError(
      `${JSON.stringify(text)} is no time: write a date, such as 2026-01-31, or 90d for 90 days ago.`,
    )
  return time
}

/** Whole number from `least` on. */
export function count(text: string, least = 0): number {
  const value = /^\d{1,9}$/u.test(text.trim()) ? Number(text) : Number.NaN
  if (!(value >= least)) throw new UsageError(`${JSON.stringify(text)} is no whole number from ${least} on.`)
  return value
}

/** One of these words. */
export const oneOf =
  <T extends string>(words: readonly T[]): ((value: string) => T) =>
  (value) => {
    const found = words.find((word) => word === value.trim().toLowerCase())
    if (found === undefined) throw new UsageError(`${JSON.stringify(value)} is none of ${words.join(', ')}.`)
    return found
  }
