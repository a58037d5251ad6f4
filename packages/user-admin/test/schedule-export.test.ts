import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { exportSchedule, type Format, formats } from '../src/schedule/export/export.ts'
import type { ExportedFile, ExportedJob, Installation } from '../src/schedule/export/job.ts'
import { jobs, machines } from './schedule-export/jobs.ts'

const [nightly = missing(), hourly = missing()] = jobs

function missing(): never {
  throw new Error('There is no such job.')
}

const written = (
  format: Format,
  job: Partial<ExportedJob> = {},
  machine: Partial<Installation> = {},
): readonly ExportedFile[] => exportSchedule(format, [{ ...nightly, ...job }], { ...machines[format], ...machine })

const textOf = (...given: Parameters<typeof written>): string =>
  written(...given)
    .map(({ text }) => text)
    .join('\n')

describe('files for schedulers', () => {
  it.each(
    formats.flatMap((format) => exportSchedule(format, jobs, machines[format]).map((file) => ({ format, ...file }))),
  )('$format: $name is as it was looked through', async ({ format, name, text }) => {
    await expect(text.replaceAll('\r\n', '\n')).toMatchFileSnapshot(`schedule-export/golden/${format}/${name}.txt`)
  })

  it.each(['crontab', 'systemd', 'kubernetes', 'windows'] as const)(
    '%s: the same jobs give the same files again, each under a name of its own',
    (format) => {
      const [files, again] = [
        exportSchedule(format, jobs, machines[format]),
        exportSchedule(format, jobs, machines[format]),
      ]
      expect(again).toEqual(files)
      expect(new Set(files.map(({ name }) => name)).size).toBe(files.length)
    },
  )

  it('keeps jobs apart whose names would be written alike', () => {
    const alike = ['Nightly', 'nightly', 'nightly.', 'NIGHTLY', 'nächtly'].map((name) => ({ ...nightly, name }))
    const names = exportSchedule('windows', alike, machines.windows).map(({ name }) => name)
    expect(new Set(names).size).toBe(10)
    for (const name of names) expect(name).toMatch(/^user-admin-[a-z0-9-]{1,30}-(plan|apply)\.xml$/)
  })
})

describe('installing the files changes nothing', () => {
  it('the job that plans can only report', () => {
    for (const format of formats) expect(textOf(format)).toContain('--report-only')
    expect(textOf('crontab').match(/^[^#\n].*schedule.*$/gmu)).toEqual(
      expect.arrayContaining([expect.stringContaining('--once --report-only')]),
    )
  })

  it.each(['gated', 'unattended'] as const)('%s: nothing of a crontab that is switched on can do more', (acts) => {
    const on = textOf('crontab', {}, { acts }).match(/^[^#\n].*$/gmu) ?? []
    expect(on.length).toBe(acts === 'gated' ? 4 : 0)
    for (const line of on) expect(line).toContain('--report-only')
  })

  it.each(['gated', 'unattended'] as const)('%s: nothing of Kubernetes that is not suspended can do more', (acts) => {
    const cronJobs = parseAllDocuments(textOf('kubernetes', {}, { acts }))
      .map((document) => document.toJS() as CronJob)
      .filter(({ kind }) => kind === 'CronJob')
    expect(cronJobs.map(({ spec }) => spec.suspend)).toEqual(acts === 'gated' ? [false, true] : [true])
    for (const { spec } of cronJobs)
      expect(spec.suspend || spec.jobTemplate.spec.template.spec.containers[0]?.args.includes('--report-only')).toBe(
        true,
      )
  })

  it.each(['gated', 'unattended'] as const)('%s: no task of Windows that is enabled can do more', (acts) => {
    for (const { text } of written('windows', {}, { acts })) {
      const settings = text.slice(text.indexOf('<Settings>'))
      expect(settings.includes('<Enabled>true</Enabled>')).toBe(text.includes('--report-only'))
    }
  })

  it('no unit of systemd starts by being there', () => {
    for (const { name, text } of written('systemd', {}, { acts: 'unattended' })) {
      // A timer is begun by who enables it, and a service only by its timer.
      expect(text.includes('[Install]')).toBe(name.endsWith('.timer'))
      expect(text).not.toMatch(/^(OnBootSec|OnActiveSec|OnStartupSec)=/mu)
    }
  })
})

describe('what was missed', () => {
  it.each([
    ['crontab', '@reboot'],
    ['systemd', 'Persistent=yes'],
    ['kubernetes', 'startingDeadlineSeconds: 43200'],
    ['windows', '<StartWhenAvailable>true</StartWhenAvailable>'],
  ] as const)('%s: is caught up with where the job says so', (format, sign) => {
    const plans = (missed: ExportedJob['missed']): string =>
      textOf(format, { missed }, { acts: 'unattended' }).replaceAll(/^#run# /gmu, '')
    expect(plans('catch-up-one')).toContain(sign)
    expect(plans('skip')).not.toContain(sign)
  })
})

describe('no run beside another', () => {
  it.each([
    ['systemd', 'Type=oneshot'],
    ['kubernetes', 'concurrencyPolicy: "Forbid"'],
    ['windows', '<MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>'],
  ] as const)('%s says so', (format, sign) => expect(textOf(format)).toContain(sign))
})

describe('what cannot be written is refused, with what to do', () => {
  it.each<
    readonly [why: string, format: Format, job: Partial<ExportedJob>, machine: Partial<Installation>, says: RegExp]
  >([
    ['six fields', 'crontab', { cron: '0 0 2 * * *' }, {}, /five fields.*schedule run/u],
    ['the last day', 'systemd', { cron: '0 2 L * *' }, {}, /"L".*schedule run/u],
    ['no zone', 'systemd', { timeZone: 'Mars/Phobos' }, {}, /no time zone/u],
    ['more times than Windows has triggers', 'windows', { cron: '*/5 * * * *' }, {}, /288 times.*48.*schedule run/u],
    ['a variable of Windows', 'windows', {}, { state: 'C:\\%TEMP%\\state' }, /between two %/u],
    ['a backslash in a crontab', 'crontab', {}, { state: '/var/lib/user\\admin' }, /backslash/u],
    ['a line break in a crontab', 'crontab', {}, { config: '/etc/a\nb.yaml' }, /line break/u],
    ['a line break in a unit', 'systemd', {}, { config: '/etc/a\nb.yaml' }, /line break/u],
    ['a line break in a task', 'windows', {}, { config: 'C:\\a\nb.yaml' }, /Windows cannot hold/u],
    ['a line of more than 1,000 bytes', 'crontab', {}, { config: `/etc/${'x'.repeat(900)}` }, /1,000 bytes/u],
    ['an account that is none', 'systemd', {}, { user: 'user admin' }, /account/u],
    ['no image', 'kubernetes', {}, { image: undefined }, /image/u],
    [
      'a pair of tokens that could not be renewed',
      'kubernetes',
      {},
      { needs: { secrets: [], written: ['creds/spring.json'], files: [], variables: [] } },
      /\/var\/lib\/user-admin\/spring\.json/u,
    ],
    [
      'a secret that no container has',
      'kubernetes',
      {},
      { needs: { secrets: ['/home/me/token'], written: [], files: [], variables: [] } },
      /\/home\/me\/token.*beside/u,
    ],
    [
      'a file above the configuration',
      'kubernetes',
      {},
      { needs: { secrets: [], written: [], files: ['../people.csv'], variables: [] } },
      /people\.csv.*beside/u,
    ],
  ])('%s', (_, format, job, machine, says) => {
    const refused = (): unknown => written(format, job, machine)
    expect(refused).toThrow(says)
    expect(refused).toThrow(expect.objectContaining({ problem: 'invalid' }))
  })
})

describe('where things are', () => {
  it('systemd hands over the secrets beside the configuration, and only where nothing else is looked for there', () => {
    const needs = { secrets: ['houston.token'], written: [], files: [], variables: [] }
    const alone = textOf('systemd', {}, { needs })
    expect(alone).toContain('LoadCredential=houston.token:/etc/user-admin/houston.token\n')
    expect(alone).toContain('--config "%d/user-admin.yaml"')
    const beside = textOf('systemd', {}, { needs: { ...needs, files: ['roster.csv'] } })
    expect(beside).not.toContain('LoadCredential')
    expect(beside).toContain('--config /etc/user-admin/user-admin.yaml')
    // Names of credentials are plain.
    expect(textOf('systemd', {}, { needs: { ...needs, secrets: ['schlüssel'] } })).not.toContain('LoadCredential')
  })

  it('systemd lets the service write where tokens are renewed, and nowhere else but in the state', () => {
    const needs = { secrets: [], written: ['spring.json', '/var/lib/user-admin/summer.json'], files: [], variables: [] }
    expect(textOf('systemd', {}, { needs }).match(/^ReadWritePaths=.*$/gmu)).toEqual(
      Array.from({ length: 2 }, () => 'ReadWritePaths=/etc/user-admin'),
    )
    expect(textOf('systemd', {}, { state: '/srv/state' })).toContain('ReadWritePaths=/srv/state\n')
  })

  it('a scheduler without zones is told times of its own clock', () => {
    const tokyo = textOf('crontab', { cron: '0 2 * * 1' }, { machineZone: 'Asia/Tokyo' })
    // 02:00 in Berlin is 10:00 in Tokyo in winter, and 09:00 in summer.
    expect(tokyo.match(/^[\d*].* \/usr/gmu)?.map((line) => line.replace(' /usr', ''))).toEqual([
      '0 10 * 1-3,10-12 1',
      '0 9 * 3-10 1',
    ])
    expect(tokyo).toContain(
      '0 2 * * 1 in Europe/Berlin. These times are for a machine whose clock is set to Asia/Tokyo.',
    )
  })

  it('jobs of one cluster share one state, and no name of an object is too long', () => {
    const objects = parseAllDocuments(
      exportSchedule('kubernetes', [nightly, hourly], machines.kubernetes)[0]?.text ?? '',
    ).map((document) => document.toJS() as CronJob)
    expect(objects.map(({ kind }) => kind)).toEqual([
      'PersistentVolumeClaim',
      ...Array.from({ length: 4 }, () => 'CronJob'),
    ])
    for (const { metadata } of objects) expect(metadata.name).toMatch(/^[a-z0-9]([a-z0-9-]{0,50}[a-z0-9])$/u)
  })
})

interface CronJob {
  readonly kind: string
  readonly metadata: { readonly name: string }
  readonly spec: {
    readonly suspend: boolean
    readonly jobTemplate: {
      readonly spec: {
        readonly template: { readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] } }
      }
    }
  }
}
