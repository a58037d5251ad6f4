import { posix } from 'node:path'
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
import { secondHours, type Wake, wakesOf } from './wakes.ts'

const states = '/var/lib'

/** A service and a timer for each task of each job, and the account that they run under. */
export function systemd(jobs: readonly ExportedJob[], installation: Installation): readonly ExportedFile[] {
  const user = accountOf(installation)
  const home = stateDirectory(installation.state) === undefined ? '-' : installation.state
  return [
    {
      name: 'user-admin.sysusers.conf',
      text: `${aboutAccount.join('\n')}\nu ${user} - "user-admin" ${home}\n`,
    },
    ...jobs.flatMap((job) =>
      tasksOf(installation).flatMap((task) => {
        const name = `user-admin-${slugOf(job.name)}-${task}`
        return [
          { name: `${name}.service`, text: service(job, task, installation) },
          { name: `${name}.timer`, text: timer(job, task, name, installation) },
        ]
      }),
    ),
  ]
}

const aboutAccount = [
  '# The account that user-admin runs under, for systemd-sysusers:',
  '#   cp user-admin.sysusers.conf /etc/sysusers.d/user-admin.conf && systemd-sysusers',
]

function accountOf({ user = 'user-admin' }: Installation): string {
  if (!/^[a-z_][a-z0-9_-]{0,30}$/u.test(user))
    throw new UserAdminError('invalid', 'The name of an account is of small letters, figures, - and _.')
  return user
}

function service(job: ExportedJob, task: Task, installation: Installation): string {
  const { config, state } = installation
  const loaded = loadable(installation)
  const there = loaded === undefined ? config : `%d/${posix.basename(config)}`
  const words = wordsOf(job, task, { ...installation, config: there })
  const kept = stateDirectory(state)
  const writes = [...(kept === undefined ? [state] : []), ...folders(installation)]
  const lines: readonly (string | false)[] = [
    `# ${aboutTask(job, task)}.`,
    '[Unit]',
    `Description=${escaped(aboutTask(job, task))}`,
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    // A service of this type is not started a second time while it runs.
    'Type=oneshot',
    `ExecStart=${commandOf(words, loaded === undefined ? undefined : there)}`,
    '# 3: changes are pending; 4: a guard holds some, and they wait for a person.',
    'SuccessExitStatus=3 4',
    `User=${accountOf(installation)}`,
    installation.needs.variables.length > 0 &&
      '# Holds, each on a line of its own as NAME=VALUE, and readable for root only:',
    ...installation.needs.variables.map((name) => `#   ${name}`),
    installation.needs.variables.length > 0 && 'EnvironmentFile=/etc/user-admin/environment',
    ...(loaded ?? []).map((file) => `LoadCredential=${loading(file, config)}`),
    kept !== undefined && `StateDirectory=${quoted(kept)}`,
    kept !== undefined && 'StateDirectoryMode=0700',
    ...writes.map((path) => `ReadWritePaths=${quoted(path)}`),
    'WorkingDirectory=/',
    'UMask=0077',
    '# A run that is stopped is gone on with by the next.',
    'TimeoutStartSec=12h',
    'TimeoutStopSec=30s',
    ...hardening,
    '# Not MemoryDenyWriteExecute: Node.js compiles as it runs.',
  ]
  return `${lines.filter((line) => line !== false).join('\n')}\n`
}

const hardening = [
  'NoNewPrivileges=yes',
  'CapabilityBoundingSet=',
  'AmbientCapabilities=',
  'ProtectSystem=strict',
  'ProtectHome=read-only',
  'PrivateTmp=yes',
  'PrivateDevices=yes',
  'ProtectKernelTunables=yes',
  'ProtectKernelModules=yes',
  'ProtectKernelLogs=yes',
  'ProtectControlGroups=yes',
  'ProtectClock=yes',
  'ProtectHostname=yes',
  'ProtectProc=invisible',
  'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6',
  'RestrictNamespaces=yes',
  'RestrictRealtime=yes',
  'RestrictSUIDSGID=yes',
  'LockPersonality=yes',
  'SystemCallArchitectures=native',
  'SystemCallFilter=@system-service',
  'SystemCallErrorNumber=EPERM',
]

function timer(job: ExportedJob, task: Task, name: string, { now }: Installation): string {
  const lines = [
    `# Copied to /etc/systemd/system it does nothing yet. To switch it on: systemctl enable --now ${name}.timer`,
    '[Unit]',
    `Description=${escaped(`When the job "${job.name}" of user-admin is due (${task})`)}`,
    '',
    '[Timer]',
    ...(task === 'apply'
      ? ['OnCalendar=*-*-* *:00/15:00']
      : [
          `# ${shownCron(job)} in ${job.timeZone}; what is not due is not begun.`,
          ...wakesOf(job, job.timeZone, now).map((wake) => `OnCalendar=${calendarOf(wake, job.timeZone)}`),
          ...secondHours(job, now).map((wake) => `OnCalendar=${calendarOf(wake, 'UTC')}`),
        ]),
    'AccuracySec=1s',
    `Persistent=${job.missed === 'catch-up-one' || task === 'apply' ? 'yes' : 'no'}`,
    '',
    '[Install]',
    'WantedBy=timers.target',
  ]
  return `${lines.join('\n')}\n`
}

const weekdayNames = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')
const two = (value: number): string => String(value).padStart(2, '0')
const listOf = (values: readonly number[] | undefined, all: number): string =>
  values === undefined || values.length === all ? '*' : values.map(two).join(',')

/** A calendar expression of systemd.time(7). */
function calendarOf({ minutes, hours, days, months, weekdays }: Wake, zone: string): string {
  const on =
    weekdays === undefined || weekdays.length === 7 ? '' : `${weekdays.map((day) => weekdayNames[day]).join(',')} `
  return `${on}*-${listOf(months, 12)}-${listOf(days, 31)} ${listOf(hours, 24)}:${listOf(minutes, 60)}:00 ${zone}`
}

/** The name under `/var/lib` of a state folder that systemd makes and keeps by itself. */
function stateDirectory(state: string): string | undefined {
  const path = posix.normalize(state).replace(/\/$/u, '')
  return path.startsWith(`${states}/`) ? path.slice(states.length + 1) : undefined
}

/** The folders of files that are written, as far as they are not in the state. */
function folders({ config, state, needs }: Installation): readonly string[] {
  const all = needs.written.map((file) => posix.dirname(posix.resolve(posix.dirname(config), file)))
  return [...new Set(all)].filter((folder) => folder !== state && !folder.startsWith(`${state}/`))
}

/**
 * The files that systemd hands to the service, so that they are readable for root alone: the configuration and the secrets
 * beside it. Only where nothing else is looked for beside the configuration.
 */
function loadable({ config, needs: { secrets, written, files } }: Installation): readonly string[] | undefined {
  // Such a name is of plain letters only.
  const isBeside = (file: string): boolean => /^[a-z0-9][a-z0-9._-]*$/iu.test(file.replace(/^\.\//u, ''))
  const isAbsolute = (file: string): boolean => file.startsWith('/')
  const beside = secrets.filter((file) => !isAbsolute(file))
  if (beside.length === 0 || !beside.every(isBeside) || ![...written, ...files].every(isAbsolute)) return undefined
  return isBeside(posix.basename(config))
    ? [posix.basename(config), ...beside.map((file) => file.replace(/^\.\//u, ''))]
    : undefined
}

const loading = (file: string, config: string): string => quoted(`${file}:${posix.join(posix.dirname(config), file)}`)

/** A command line. What is in `open` is for systemd to fill in, and the path of the program is no place for variables. */
function commandOf(words: readonly string[], open: string | undefined): string {
  return words
    .map((word, index) => {
      if (word === open) return `"${word}"`
      const text = quoted(word)
      return index === 0 ? text : text.replaceAll('$', '$$$$')
    })
    .join(' ')
}

/** As systemd takes it for one word: quoted, no specifier in it. @throws {UserAdminError} `invalid` for a line break. */
function quoted(word: string): string {
  const text = escaped(word)
  return /^[\p{L}\p{N}@%+=:,./_$-]+$/u.test(text) ? text : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
}

function escaped(text: string): string {
  if (/\p{Cc}/u.test(text))
    throw new UserAdminError(
      'invalid',
      `A unit of systemd cannot hold ${JSON.stringify(text)}: it has a tab or a line break in it.`,
    )
  return text.replaceAll('%', '%%')
}
