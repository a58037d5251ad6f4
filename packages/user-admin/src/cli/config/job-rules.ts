import * as z from 'zod/mini'
import type { AssetsForm } from './form.ts'
import type { FileOf, FreezeForm, GoalForm, JobForm, KeepForm } from './job-form.ts'
import { also, type Of, object, oneOf, path, text, texts } from './rules.ts'

const person = 'an address, a domain (@example.edu) or an id'
const fileOf = object<FileOf>('{ file: PATH }', { file: path })
const people = texts(person)
const length = (example: string): Of<string> =>
  z
    .string({ error: `must be a length of time, such as ${example}` })
    .check(z.regex(/^\d{1,6}[mhdw]$/u, { error: `must be a length of time, such as ${example}` }))

const ways = ['leavers', 'keepOnly', 'roster', 'inactive'] as const
const given = (goal: GoalForm): readonly (typeof ways)[number][] => ways.filter((way) => goal[way] !== undefined)

const goal: Of<GoalForm> = object<GoalForm>('a goal', {
  leavers: also(
    z.union([text('a source'), people, fileOf], {
      error: 'must be the name of a source, a list of people, or { file: PATH }',
    }),
  ),
  keepOnly: also(
    z.union(
      [
        text('a source'),
        people,
        object<KeepForm>('{ people, file, roles }', {
          people: also(people),
          file: also(path),
          roles: also(texts('a role')),
        }).check(
          z.refine((keep) => Object.values(keep).some((one) => one !== undefined), {
            error: 'names nobody who stays',
          }),
        ),
      ],
      { error: 'must be the name of a source, only-me, a list of people, or { people, file, roles }' },
    ),
  ),
  roster: also(z.union([text('a source'), fileOf], { error: 'must be the name of a source, or { file: PATH }' })),
  inactive: also(
    z.string({ error: 'must be a length of time, such as 90d, or a day, such as "2026-01-31"' }).check(
      z.regex(/^(\d{1,6}[mhdw]|\d{4}-\d{2}-\d{2})$/u, {
        error: 'must be a length of time, such as 90d, or a day, such as "2026-01-31"',
      }),
    ),
  ),
  action: also(oneOf('suspend', 'remove')),
  absent: also(oneOf('keep', 'suspend', 'remove')),
}).check(
  z.refine((one) => given(one).length === 1, { error: `must have exactly one of ${ways.join(', ')}` }),
  z.refine(({ action, leavers, inactive }) => action === undefined || (leavers ?? inactive) !== undefined, {
    error: 'has action, which only leavers and inactive have: leave it out',
  }),
  z.refine(({ absent, roster }) => absent === undefined || roster !== undefined, {
    error: 'has absent, which only roster has: leave it out',
  }),
)

const day = z.string({ error: 'must be a day, such as 2026-12-20' }).check(
  z.regex(/^\d{4}-\d{2}-\d{2}$/u, { error: 'must be a day, such as 2026-12-20' }),
  z.refine((one) => Number.isFinite(Date.parse(one)) && new Date(one).toISOString().startsWith(one), {
    error: 'is no day of the calendar',
  }),
)
const freeze = object<FreezeForm>('{ from, until, reason }', {
  from: day,
  until: day,
  reason: also(text('a sentence')),
}).check(z.refine(({ from, until }) => from <= until, { error: 'ends before it begins' }))

/** A job. Whether its times can be meant, and whether its names lead somewhere, is looked at once the whole is understood. */
export const jobWith = (assets: Of<AssetsForm>): Of<JobForm> =>
  object<JobForm>('a job', {
    cron: text('five fields, such as "0 2 * * *"'),
    timeZone: text('a time zone, such as Europe/Berlin'),
    goal,
    targets: also(texts('the name of a target')),
    assets: also(assets),
    missed: also(oneOf('catch-up-one', 'skip')),
    jitter: also(length('10m')),
    windows: also(texts('a stretch of time, such as "mon-fri 01:00-05:00"')),
    freezes: also(z.array(freeze, { error: 'must be a list of { from, until, reason }' })),
    notice: also(
      object<NonNullable<JobForm['notice']>>('{ days, file }', {
        days: z
          .int({ error: 'must be a number of days from 1 to 90' })
          .check(
            z.minimum(1, { error: 'must be a number of days from 1 to 90' }),
            z.maximum(90, { error: 'must be a number of days from 1 to 90' }),
          ),
        file: path,
      }),
    ),
  })
