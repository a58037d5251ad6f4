import { UserAdminError } from '../../errors.ts'
import {
  aboutTask,
  type ExportedFile,
  type ExportedJob,
  type Installation,
  shownCron,
  type Task,
  tasksOf,
  wordsOf,
} from './job.ts'
import { slugOf } from './slug.ts'
import { type Element, xmlOf } from './task-xml.ts'
import { type Wake, wakesOf } from './wakes.ts'

/** The most triggers that a task of Windows has. */
const mostTriggers = 48
/** The account with the fewest rights that reaches the network: NT AUTHORITY\LOCAL SERVICE. */
const localService = 'S-1-5-19'

/** A task for the Task Scheduler, for each task of each job. @throws {UserAdminError} `invalid` for what it cannot hold. */
export function windows(jobs: readonly ExportedJob[], installation: Installation): readonly ExportedFile[] {
  return jobs.flatMap((job) =>
    tasksOf(installation).map((task) => {
      const name = `user-admin-${slugOf(job.name)}-${task}`
      return { name: `${name}.xml`, text: taskOf(job, task, name, installation), encoding: 'utf16le' as const }
    }),
  )
}

function taskOf(job: ExportedJob, task: Task, name: string, installation: Installation): string {
  const zone = installation.machineZone ?? job.timeZone
  const comments = [
    `To add it: schtasks /Create /TN "${name}" /XML ${name}.xml`,
    ...(task === 'plan' ? [] : [`It is switched off. To switch it on: schtasks /Change /TN "${name}" /ENABLE`]),
    ...(task === 'apply'
      ? []
      : [
          `${shownCron(job)} in ${job.timeZone}. Windows knows local time only: these times are for a machine whose clock is set to ${zone}.`,
        ]),
  ]
  const [program = '', ...args] = wordsOf(job, task, installation)
  const triggers =
    task === 'apply'
      ? [everyQuarter(installation.now)]
      : triggersOf(job, wakesOf(job, zone, installation.now), installation.now)
  return xmlOf(comments, [
    'Task',
    [
      ['RegistrationInfo', [['Description', aboutTask(job, task)]]],
      ['Triggers', triggers],
      [
        'Principals',
        [
          [
            'Principal',
            [
              ['UserId', installation.user ?? localService],
              // An account of a person is used without its password, whether somebody is logged on or not.
              ...(installation.user === undefined ? [] : [['LogonType', 'S4U'] as const]),
              ['RunLevel', 'LeastPrivilege'],
            ],
            { id: 'Author' },
          ],
        ],
      ],
      [
        'Settings',
        [
          ['MultipleInstancesPolicy', 'IgnoreNew'],
          ['DisallowStartIfOnBatteries', 'false'],
          ['StopIfGoingOnBatteries', 'false'],
          ['AllowHardTerminate', 'true'],
          ['StartWhenAvailable', String(job.missed === 'catch-up-one' || task === 'apply')],
          ['RunOnlyIfNetworkAvailable', 'false'],
          ['AllowStartOnDemand', 'true'],
          ['Enabled', String(task === 'plan')],
          ['Hidden', 'false'],
          ['ExecutionTimeLimit', 'PT12H'],
        ],
      ],
      [
        'Actions',
        [
          [
            'Exec',
            [
              ['Command', plain(program)],
              ['Arguments', args.map(plain).map(argument).join(' ')],
            ],
          ],
        ],
        { Context: 'Author' },
      ],
    ],
    { version: '1.3', xmlns: 'http://schemas.microsoft.com/windows/2004/02/mit/task' },
  ])
}

function triggersOf({ name }: ExportedJob, wakes: readonly Wake[], now: number): readonly Element[] {
  const count = wakes.reduce((sum, { hours, minutes }) => sum + hours.length * minutes.length, 0)
  if (count > mostTriggers)
    throw new UserAdminError(
      'invalid',
      `The job ${name} runs at ${count} times of a day, and a task of Windows has ${mostTriggers} at most: let it run less often, or let "user-admin schedule run" stay at work by itself.`,
    )
  return wakes.flatMap((wake) =>
    wake.hours.flatMap((hour) => wake.minutes.map((minute) => trigger(start(now, hour, minute), onDays(wake)))),
  )
}

/** Each day from midnight on, every fifteen minutes. */
const everyQuarter = (now: number): Element =>
  trigger(start(now, 0, 0), everyDay, [
    [
      'Repetition',
      [
        ['Interval', 'PT15M'],
        ['Duration', 'P1D'],
      ],
    ],
  ])

const trigger = (boundary: string, days: Element, repetition: readonly Element[] = []): Element => [
  'CalendarTrigger',
  [['Enabled', 'true'], ['StartBoundary', boundary], ...repetition, days],
]

/** Without a zone: local time. */
const start = (now: number, hour: number, minute: number): string =>
  `${new Date(now).toISOString().slice(0, 10)}T${two(hour)}:${two(minute)}:00`

const two = (value: number): string => String(value).padStart(2, '0')

const everyDay: Element = ['ScheduleByDay', [['DaysInterval', '1']]]
const monthNames = 'January February March April May June July August September October November December'.split(' ')
const weekdayNames = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const numbered = (least: number, most: number): readonly number[] =>
  Array.from({ length: most - least + 1 }, (_, index) => least + index)

function onDays({ days, months, weekdays }: Wake): Element {
  if (days === undefined && months === undefined && weekdays === undefined) return everyDay
  const inMonths: Element = ['Months', (months ?? numbered(1, 12)).map((month) => [monthNames[month - 1] ?? '', []])]
  if (weekdays === undefined)
    return [
      'ScheduleByMonth',
      [['DaysOfMonth', (days ?? numbered(1, 31)).map((day) => ['Day', String(day)])], inMonths],
    ]
  const onWeekdays: Element = ['DaysOfWeek', weekdays.map((weekday) => [weekdayNames[weekday] ?? '', []])]
  if (months === undefined) return ['ScheduleByWeek', [['WeeksInterval', '1'], onWeekdays]]
  const weeks: Element = ['Weeks', ['1', '2', '3', '4', 'Last'].map((week) => ['Week', week])]
  return ['ScheduleByMonthDayOfWeek', [weeks, onWeekdays, inMonths]]
}

/** @throws {UserAdminError} `invalid` for what Windows would take for a variable. */
function plain(word: string): string {
  if (/%[^%]+%/u.test(word) || /[\p{Cc}]/u.test(word))
    throw new UserAdminError(
      'invalid',
      `A task of Windows cannot hold ${JSON.stringify(word)}: what stands between two % is taken for a variable.`,
    )
  return word
}

/** One word of a command line, as programs of Windows split it. */
function argument(word: string): string {
  if (/^[^\s"]+$/u.test(word)) return word
  return `"${word.replaceAll(/(\\*)"/gu, '$1$1\\"').replace(/(\\+)$/u, '$1$1')}"`
}
