import type { Format } from '../../src/schedule/export/export.ts'
import type { ExportedJob, Installation } from '../../src/schedule/export/job.ts'

/** Jobs as users have them, and as they are hard to write. */
export const jobs: readonly ExportedJob[] = [
  { name: 'nightly', cron: '0 2 * * *', timeZone: 'Europe/Berlin', missed: 'catch-up-one', jitter: 600_000 },
  { name: 'hourly', cron: '30 * * * mon-fri', timeZone: 'Europe/Berlin', missed: 'skip', jitter: 0 },
  {
    name: 'Semester-Ende Süd',
    cron: '15 6 1,15 feb,aug fri',
    timeZone: 'America/New_York',
    missed: 'catch-up-one',
    jitter: 0,
    notice: 7,
  },
]

const common = {
  needs: {
    secrets: ['houston.token', 'keys/audit.pem'],
    written: ['/var/lib/user-admin/spring.json'],
    files: ['roster.csv'],
    variables: ['HOOK_SECRET'],
  },
  acts: 'gated',
  now: Date.parse('2026-11-22T00:00:00Z'),
} as const

/** A machine of each kind. */
export const machines: Readonly<Record<Format, Installation>> = {
  crontab: {
    ...common,
    program: ['/usr/bin/node', '/opt/user admin/100%/main.js'],
    config: "/etc/user-admin/it's.yaml",
    state: '/var/lib/user-admin',
    machineZone: 'UTC',
  },
  systemd: {
    ...common,
    program: ['/usr/bin/env', 'node', '/opt/user admin/100%/$main.js'],
    config: '/etc/user-admin/user-admin.yaml',
    state: '/var/lib/user-admin',
  },
  kubernetes: {
    ...common,
    program: ['user-admin'],
    config: '/etc/user-admin/user-admin.yaml',
    state: '/var/lib/user-admin',
    image: 'registry.example.com/user-admin:1.2.3',
  },
  windows: {
    ...common,
    program: ['C:\\Program Files\\nodejs\\node.exe', 'C:\\user-admin\\main.js'],
    config: 'C:\\ProgramData\\user-admin\\Österreich & Söhne\\user-admin.yaml',
    state: 'C:\\ProgramData\\user-admin\\state',
    machineZone: 'Europe/Berlin',
  },
}
