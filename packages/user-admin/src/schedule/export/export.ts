import { crontab } from './crontab.ts'
import type { ExportedFile, ExportedJob, Installation } from './job.ts'
import { kubernetes } from './kubernetes.ts'
import { systemd } from './systemd.ts'
import { windows } from './windows.ts'

/** Every scheduler that files can be written for. */
export const formats = ['crontab', 'systemd', 'kubernetes', 'windows'] as const
/** One of them. */
export type Format = (typeof formats)[number]

const writers: Readonly<Record<Format, typeof crontab>> = { crontab, systemd, kubernetes, windows }

/**
 * Files for a scheduler, for these jobs. Nothing is changed by installing them: what could change something is switched
 * off in them.
 *
 * @throws {UserAdminError} `invalid` for what the scheduler cannot hold, with what to do.
 */
export const exportSchedule = (
  format: Format,
  jobs: readonly ExportedJob[],
  installation: Installation,
): readonly ExportedFile[] => writers[format](jobs, installation)
