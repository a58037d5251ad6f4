import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startScene } from './cli-scene.ts'

const nightly = { cron: '0 2 * * *', timeZone: 'Europe/Berlin', goal: { inactive: '90d' } } as const
const config = {
  targets: {
    class: { system: 'houston', url: 'https://houston.example.com', credential: { file: 'houston.token' } },
    spring: { system: 'aac', region: 'eu1', credential: { file: '/var/lib/user-admin/spring.json' } },
    summer: { system: 'houston', url: 'https://houston.example.com', credential: { env: 'SUMMER_TOKEN' } },
  },
  jobs: { nightly, weekly: { ...nightly, cron: '0 4 * * sun', missed: 'skip' } },
} as const

/** A machine that is not this one. */
const there = ['--program', '/usr/bin/user-admin', '--config-there', '/etc/user-admin/user-admin.yaml'] as const

it('prints a single file, of the jobs that are named', async () => {
  await using scene = await startScene()
  await scene.configure(config)
  const zone = ['--machine-zone', 'Europe/Berlin', '--state-there', '/var/lib/user-admin'] as const
  const { code, stdout, stderr } = await scene.run(['schedule', 'export', 'crontab', 'weekly', ...there, ...zone])
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout.match(/^[^#\n].*$/gmu)).toEqual([
    '0 4 * * 0 /usr/bin/user-admin schedule run weekly --once --report-only --quiet --config /etc/user-admin/user-admin.yaml --state /var/lib/user-admin',
  ])
  const { json } = await scene.run(['schedule', 'export', 'kubernetes', '--image', 'example/user-admin:1', '--json'])
  const { files } = json.data as { readonly files: readonly { readonly text: string }[] }
  expect(json.data).toMatchObject({ format: 'kubernetes', jobs: ['nightly', 'weekly'] })
  expect(files[0]?.text).toContain('--from-file=houston.token=FILE --from-file=SUMMER_TOKEN=FILE')
})

it('writes several files into a folder, readable for this account only', async () => {
  await using scene = await startScene()
  await scene.configure(config)
  const { code, json } = await scene.run([
    'schedule',
    'export',
    'systemd',
    'nightly',
    '--out',
    'units',
    ...there,
    '--json',
  ])
  const names = await readdir(join(scene.folder, 'units'))
  expect([code, names.toSorted()]).toEqual([
    0,
    [
      'user-admin-nightly-apply.service',
      'user-admin-nightly-apply.timer',
      'user-admin-nightly-plan.service',
      'user-admin-nightly-plan.timer',
      'user-admin.sysusers.conf',
    ],
  ])
  expect((json.data as { readonly files: readonly unknown[] }).files).toHaveLength(5)
  const plan = join(scene.folder, 'units', 'user-admin-nightly-plan.service')
  expect(await readFile(plan, 'utf8')).toContain('LoadCredential=houston.token:/etc/user-admin/houston.token\n')
  if (process.platform !== 'win32') expect((await stat(plan)).mode & 0o777).toBe(0o600)
})

it('writes tasks of Windows as Windows writes them, with their signs in two bytes', async () => {
  await using scene = await startScene()
  await scene.configure(config)
  const program = ['--program', 'C:\\Program Files\\nodejs\\node.exe', '--program', 'C:\\user-admin\\main.js'] as const
  const places = [
    '--config-there',
    'C:\\user-admin\\user-admin.yaml',
    '--state-there',
    'C:\\user-admin\\state',
  ] as const
  const { code } = await scene.run(['schedule', 'export', 'windows', 'nightly', '--out', '.', ...program, ...places])
  expect(code).toBe(0)
  const bytes = await readFile(join(scene.folder, 'user-admin-nightly-plan.xml'))
  expect([...bytes.subarray(0, 4)]).toEqual([0xff, 0xfe, 0x3c, 0])
  expect(bytes.toString('utf16le')).toContain('<Command>C:\\Program Files\\nodejs\\node.exe</Command>')
})

it('says what is missing, in one sentence', async () => {
  await using scene = await startScene()
  await scene.configure({
    ...config,
    targets: { ...config.targets, spring: { ...config.targets.spring, credential: { file: 'spring.json' } } },
  })
  const refusals = [
    [['crontab', 'nightli'], /did you mean nightly/u],
    [['systemd', ...there], /These are 9 files: .* --out/u],
    [['crontab', '--program', 'user-admin'], /--program takes an absolute path/u],
    [['kubernetes'], /image/u],
    [['kubernetes', '--image', 'a/b:1'], /spring\.json is written, .*\/var\/lib\/user-admin\/spring\.json/u],
    [['launchd'], /none of crontab, systemd, kubernetes, windows/u],
  ] as const
  for (const [words, says] of refusals) {
    const { code, stdout, stderr } = await scene.run(['schedule', 'export', ...words])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(says)
  }
})
