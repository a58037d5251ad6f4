import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { crontab } from '../src/schedule/export/crontab.ts'
import type { ExportedFile, ExportedJob } from '../src/schedule/export/job.ts'
import { systemd } from '../src/schedule/export/systemd.ts'
import { windows } from '../src/schedule/export/windows.ts'
import { occurrences } from '../src/schedule/occurrences.ts'
import { jobs, machines } from './schedule-export/jobs.ts'
import { shellWords, tool } from './schedule-export/tools.ts'
import { jobName, placed, posixPath } from './schedule-export/words.ts'

// The files are read by the programs that they are for: `bash .ci/schedulers` installs these.

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'user-admin-schedulers-'))
  // One of these programs is run as somebody else.
  chmodSync(folder, 0o755)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, files: readonly ExportedFile[]): readonly string[] {
  const place = join(folder, name)
  mkdirSync(place, { recursive: true })
  return files.map((file) => {
    const path = join(place, file.name)
    writeFileSync(path, file.encoding === undefined ? file.text : Buffer.from(`\uFEFF${file.text}`, file.encoding))
    return path
  })
}

describe('cron', () => {
  const check = (text: string): ReturnType<typeof tool> =>
    tool('crontab', ['-n', ...write('cron', [{ name: 'table', text }])])

  it('reads the table, with what is switched off switched on', () => {
    const text = crontab(jobs, machines.crontab)[0]?.text ?? ''
    const { code, stderr } = check(text)
    expect(code).toBe(0)
    expect(stderr).not.toMatch(/error|bad/u)
    const all = text.replaceAll(/^#(apply|run)# /gmu, '')
    expect(all.match(/^[\d*@]/gmu)?.length).toBeGreaterThan(10)
    expect(check(all)).toMatchObject({ code: 0 })
  })

  it.each(['61 2 * * *', '0 2 * * 8', '0 2 * *', '@nightly'])('refuses what is none: %s', (times) => {
    expect(check(`${times} /bin/true\n`).code).not.toBe(0)
  })

  it('runs the words that are meant, whatever signs are in them', () => {
    fc.assert(
      fc.property(jobName, posixPath(), posixPath(), posixPath(), (name, program, config, state) => {
        const { job, machine, words } = placed('crontab', { name, program: ['/usr/bin/node', program], config, state })
        const text = crontab([job], machine)[0]?.text ?? ''
        const line = text.split('\n').find((one) => /^[\d*]/u.test(one)) ?? ''
        const command = line.split(' ').slice(5).join(' ')
        // What cron does with the rest of a line: at a % the input of the command begins, unless there is a backslash.
        expect(command.replaceAll('\\%', '')).not.toContain('%')
        expect(shellWords(command.replaceAll('\\%', '%'))).toEqual(words)
      }),
      { numRuns: 60 },
    )
  })
})

describe('systemd', () => {
  const verify = (files: readonly ExportedFile[], name: string): ReturnType<typeof tool> => {
    const units = write(name, files).filter((path) => /\.(service|timer)$/u.test(path))
    return tool('systemd-analyze', ['verify', '--man=no', '--recursive-errors=one', ...units])
  }

  it.each(['gated', 'unattended'] as const)('has nothing against the units: %s', (acts) => {
    const files = systemd(jobs, { ...machines.systemd, acts })
    expect(files.length).toBe(acts === 'gated' ? 13 : 7)
    expect(verify(files, acts)).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('has nothing against secrets that it hands over', () => {
    const needs = {
      secrets: ['houston.token', './audit.key'],
      written: ['/srv/a b/spring.json'],
      files: [],
      variables: [],
    }
    const files = systemd(jobs, { ...machines.systemd, needs, state: '/var/lib/user admin/100%' })
    expect(files[1]?.text).toContain('LoadCredential=')
    expect(verify(files, 'secrets')).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('shows a setting that there is not, and a time that is none', () => {
    const [, service, timer] = systemd(jobs, machines.systemd)
    if (service === undefined || timer === undefined) throw new Error('There are no units.')
    const wrong = { ...service, text: service.text.replace('UMask=', 'UMaks=') }
    expect(verify([wrong], 'setting').stderr).toMatch(/Unknown key.*UMaks/u)
    const never = { ...timer, text: timer.text.replace('02:00:00 Europe/Berlin', '25:00:00 Europe/Berlin') }
    expect(verify([service, never], 'time').stderr).toMatch(/Failed to parse calendar/u)
  })

  it('runs the words that are meant, whatever signs are in them', () => {
    const many = fc.sample(
      fc.record({ name: jobName, program: posixPath(['\\']), config: posixPath(['\\']), state: posixPath(['\\']) }),
      { numRuns: 40, seed: 7 },
    )
    const meant = many.map(({ program, ...rest }, index) => {
      const { job, machine, words } = placed('systemd', { ...rest, program: ['/usr/bin/env', program] })
      const [, service] = systemd([job], machine)
      return { file: { name: `u${index}.service`, text: service?.text ?? '' }, words }
    })
    const names = meant.map(({ file }) => file.name)
    const target = { name: 'all.target', text: `[Unit]\nWants=${names.join(' ')}\n` }
    write('words', [target, ...meant.map(({ file }) => file)])
    const said = managerSays(join(folder, 'words'), target.name)
    const seen = names.map(
      (name) => /Command Line: (.*)/u.exec(said.slice(said.indexOf(`-> Unit ${name}:`)))?.[1] ?? '',
    )
    // It shows them as a shell would take them, and fills in variables later: `$$` is a `$` then.
    for (const [index, { words }] of meant.entries())
      expect(shellWords(seen[index] ?? '').map((word, at) => (at === 0 ? word : word.replaceAll('$$', '$')))).toEqual(
        words,
      )
  })

  it.each<ExportedJob>([
    ...jobs,
    { name: 'a', cron: '*/20 2,3 * * *', timeZone: 'Europe/Berlin', missed: 'skip', jitter: 0 },
    { name: 'b', cron: '30 * * * *', timeZone: 'America/New_York', missed: 'skip', jitter: 0 },
    { name: 'c', cron: '*/15 * * * *', timeZone: 'Australia/Lord_Howe', missed: 'skip', jitter: 0 },
    { name: 'd', cron: '10 2 1,4 4,10 sun', timeZone: 'Australia/Lord_Howe', missed: 'skip', jitter: 0 },
    { name: 'e', cron: '0 0 * sep sun', timeZone: 'America/Santiago', missed: 'skip', jitter: 0 },
    { name: 'f', cron: '45 5 */3 * *', timeZone: 'Asia/Kolkata', missed: 'skip', jitter: 0 },
  ])('wakes at every due time of $cron in $timeZone, by its own reckoning', (job) => {
    const calendars = (systemd([job], machines.systemd)[2]?.text ?? '').match(/(?<=^OnCalendar=).*$/gmu) ?? []
    // Around the nights in which clocks are set in one zone or another.
    const starts = [
      '2026-12-30',
      '2027-03-12',
      '2027-03-26',
      '2027-04-02',
      '2027-09-03',
      '2027-10-01',
      '2027-10-29',
      '2027-11-05',
    ]
    for (const start of starts) {
      const from = Date.parse(`${start}T00:00:00Z`)
      const dues = [...occurrences(job, from, from + 4 * 86_400_000)]
      const woken = new Set(calendars.flatMap((calendar) => elapsesOf(calendar, from, dues.length * 2 + 10)))
      expect(dues.filter((due) => !woken.has(due)).map((due) => new Date(due).toISOString())).toEqual([])
    }
  })

  it('would miss the night in which the clock leaves the hour out', () => {
    const from = Date.parse('2027-03-27T12:00:00Z')
    const [due] = occurrences({ cron: '0 2 * * *', timeZone: 'Europe/Berlin' }, from)
    expect(elapsesOf('*-*-* 02:00:00 Europe/Berlin', from, 3)).not.toContain(due)
  })
})

/** When systemd says that a calendar expression elapses next. */
function elapsesOf(calendar: string, from: number, count: number): readonly number[] {
  const base = `${new Date(from).toISOString().slice(0, 19).replace('T', ' ')} UTC`
  const { code, stdout, stderr } = tool(
    'systemd-analyze',
    ['calendar', `--iterations=${count}`, `--base-time=${base}`, calendar],
    { TZ: 'UTC' },
  )
  expect([code, stderr]).toEqual([0, ''])
  return [...stdout.matchAll(/(?:Next elapse|Iter\. #\d+|Iteration #\d+): \w{3} (\S+ \S+) UTC/gu)].map(([, at = '']) =>
    Date.parse(`${at.replace(' ', 'T')}Z`),
  )
}

/** What a manager of units shows of those that it would start. It does not do so for the superuser. */
function managerSays(units: string, start: string): string {
  const runtime = join(folder, 'runtime')
  mkdirSync(runtime, { recursive: true })
  chmodSync(runtime, 0o777)
  const manager = ['/lib/systemd/systemd', '--user', '--test', '--no-pager', `--unit=${start}`]
  const isRoot = process.getuid?.() === 0
  const [program = '', ...args] = isRoot
    ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...manager]
    : manager
  return tool(program, args, {
    HOME: runtime,
    XDG_RUNTIME_DIR: runtime,
    SYSTEMD_UNIT_PATH: `${units}:/usr/lib/systemd/user`,
  }).stdout
}

describe('the Task Scheduler', () => {
  const schema = join(import.meta.dirname, 'schedule-export', 'task.xsd')
  const validate = (files: readonly ExportedFile[]): ReturnType<typeof tool> =>
    tool('xmllint', ['--noout', '--nonet', '--schema', schema, ...write('tasks', files)])

  it.each(['gated', 'unattended'] as const)('takes the tasks, by its schema: %s', (acts) => {
    const files = windows(
      jobs.filter(({ cron }) => !cron.includes('* * *') || cron.startsWith('0 2')),
      { ...machines.windows, acts },
    )
    expect(validate(files)).toMatchObject({ code: 0 })
  })

  it('takes the account of a person, which is used without its password', () => {
    const files = windows(jobs.slice(0, 1), { ...machines.windows, user: 'EXAMPLE\\Söhne & Co' })
    expect(files[0]?.text).toContain('<LogonType>S4U</LogonType>')
    expect(validate(files)).toMatchObject({ code: 0 })
  })

  it('takes triggers of every kind', () => {
    const crons = [
      '0 2 * * *',
      '0 2 * * 1-5',
      '0 2 1,31 * *',
      '0 2 * feb,aug *',
      '0 2 1 feb fri',
      '0 2 * mar sun',
      '0 0-23 * * *',
    ]
    const files = windows(
      crons.map((cron, index) => ({ name: `t${index}`, cron, timeZone: 'Europe/Berlin', missed: 'skip', jitter: 0 })),
      machines.windows,
    )
    expect(files.map(({ text }) => text).join('')).toMatch(
      /ScheduleByDay[\s\S]*ScheduleByWeek[\s\S]*ScheduleByMonth[\s\S]*ScheduleByMonthDayOfWeek/u,
    )
    expect(validate(files)).toMatchObject({ code: 0 })
  })

  it.each([
    ['an element that there is not', '<Hidden>', '<Hiden>', '</Hidden>', '</Hiden>'],
    ['a word that there is not', 'IgnoreNew', 'Ignore'],
    ['another order in a trigger', '<Enabled>true</Enabled>\r\n      <StartBoundary>', '<StartBoundary>'],
    ['an account that does not act', 'id="Author"', 'id="Other"'],
    ['a day that no month has', '<DaysInterval>1<', '<DaysInterval>0<'],
  ])('shows %s', (_, ...changes) => {
    const [file] = windows(jobs.slice(0, 1), machines.windows)
    if (file === undefined) throw new Error('There is no task.')
    let { text } = file
    if (changes[0]?.includes('\r\n') === true) {
      const moved = /<Enabled>true<\/Enabled>(\s+<StartBoundary>[^<]*<\/StartBoundary>)/u
      expect(text).toMatch(moved)
      text = text.replace(moved, '$1<Enabled>true</Enabled>')
    } else for (let at = 0; at < changes.length; at += 2) text = text.replace(changes[at] ?? '', changes[at + 1] ?? '')
    expect(text).not.toBe(file.text)
    expect(validate([{ ...file, text }]).code).not.toBe(0)
  })
})
