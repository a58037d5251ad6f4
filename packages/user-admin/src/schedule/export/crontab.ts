import { UserAdminError } from '../../errors.ts'
import { fieldOf } from './fields.ts'
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
import { type Wake, wakesOf } from './wakes.ts'

/** A table for `crontab`, all jobs in one. @throws {UserAdminError} `invalid` for what a crontab cannot hold. */
export function crontab(jobs: readonly ExportedJob[], installation: Installation): readonly ExportedFile[] {
  return [
    {
      name: 'user-admin.crontab',
      text: `${[...head, ...jobs.flatMap((job) => section(job, installation))].join('\n')}\n`,
    },
  ]
}

const head = [
  '# user-admin: lines for the crontab of the account that it runs under.',
  '#   see them through:  crontab -n FILE',
  '#   add them:          (crontab -l; cat FILE) | crontab -',
  '# cron only wakes the program, which knows by itself what is due: woken without need, it ends at once.',
  '# A line that could change something is written as a comment, for a person to switch on.',
]

function section(job: ExportedJob, installation: Installation): readonly string[] {
  const zone = installation.machineZone ?? job.timeZone
  const wakes = wakesOf(job, zone, installation.now)
  return [
    '',
    `# ${job.name}: ${shownCron(job)} in ${job.timeZone}. These times are for a machine whose clock is set to ${zone}.`,
    ...tasksOf(installation).flatMap((task) => {
      const line = commandOf(wordsOf(job, task, installation))
      const lines =
        task === 'apply'
          ? [`*/15 * * * * ${line}`]
          : [
              ...wakes.map((wake) => `${timesOf(wake)} ${line}`),
              ...(job.missed === 'catch-up-one' ? [`@reboot ${line}`] : []),
            ]
      return [`# ${aboutTask(job, task)}.`, ...(task === 'plan' ? lines : switchedOff(task, lines))]
    }),
  ]
}

const switchedOff = (task: Task, lines: readonly string[]): readonly string[] => [
  `# Switched off. To switch it on, take away "#${task}# ":`,
  ...lines.map((line) => `#${task}# ${line}`),
]

/** The five fields of a line. */
function timesOf({ minutes, hours, days, months, weekdays }: Wake): string {
  return [
    fieldOf(minutes, 0, 59),
    fieldOf(hours, 0, 23),
    days === undefined ? '*' : fieldOf(days, 1, 31),
    months === undefined ? '*' : fieldOf(months, 1, 12),
    weekdays === undefined ? '*' : fieldOf(weekdays, 0, 6),
  ].join(' ')
}

/** The rest of a line: words for the shell, in which cron takes `%` for the end of a line. */
function commandOf(words: readonly string[]): string {
  const line = words.map(shellWord).join(' ').replaceAll('%', '\\%')
  if (Buffer.byteLength(line) > 990)
    throw new UserAdminError(
      'invalid',
      'A line of a crontab holds about 1,000 bytes, and these paths make it longer: put the program, the configuration or the state where their paths are shorter.',
    )
  return line
}

/** As `sh` takes it for one word. @throws {UserAdminError} `invalid` for a line break, or what crontabs read each in their own way. */
function shellWord(word: string): string {
  if (/[\\\p{Cc}]/u.test(word))
    throw new UserAdminError(
      'invalid',
      `A crontab cannot hold ${JSON.stringify(word)}: it has a backslash, a tab or a line break in it.`,
    )
  return /^[\p{L}\p{N}@%+=:,./_-]+$/u.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`
}
