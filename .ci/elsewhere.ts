// Tests that only make sense on some platforms: what is not run where, and why. `vitest.workspace.ts` leaves them out
// there; `node .ci/elsewhere.ts` prints the list of the platform that it runs on.
import { resolve } from 'node:path'

interface Elsewhere {
  readonly project: string
  /** A file of its `test` folder, without `.test.ts`. */
  readonly file: string
  readonly not: readonly NodeJS.Platform[]
  readonly why: string
}

const noSignals = 'Windows has no signal that a process can answer to: it ends whoever is sent one'

const elsewhere: readonly Elsewhere[] = [
  {
    project: 'user-admin',
    file: 'cli-apply-terminal',
    not: ['win32'],
    why: 'opens a terminal with python3 and a pty, which Windows does not have',
  },
  {
    project: 'user-admin',
    file: 'schedule-export-tools',
    not: ['win32', 'darwin'],
    why: 'has files read by cron and systemd, which are of Linux',
  },
  { project: 'user-admin', file: 'cli-resume', not: ['win32'], why: noSignals },
  { project: 'user-admin', file: 'cli-audit', not: ['win32'], why: noSignals },
  { project: 'user-admin', file: 'apply-drain', not: ['win32'], why: noSignals },
]

/** The files of a project that are not run on this platform. */
export const notHere = (project: string): readonly string[] =>
  elsewhere.flatMap((one) => (one.project === project && one.not.includes(process.platform) ? [one.file] : []))

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const here = elsewhere.filter(({ not }) => not.includes(process.platform))
  for (const { project, file, why } of here) console.log(`${project}/test/${file}.test.ts is not run here: ${why}`)
  console.log(`${here.length} test files are not run on ${process.platform}`)
}
