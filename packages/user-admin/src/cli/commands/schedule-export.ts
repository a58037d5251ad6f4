import { mkdir } from 'node:fs/promises'
import { join, posix, resolve, win32 } from 'node:path'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { exportSchedule, type Format, formats } from '../../schedule/export/export.ts'
import type { ExportedFile, ExportedJob, Installation } from '../../schedule/export/job.ts'
import { carried } from '../carried.ts'
import { command, duration, oneOf } from '../command.ts'
import type { Config } from '../config/config.ts'
import { stateFolder } from '../config/config.ts'
import { needsOf } from '../config-needs.ts'
import type { Context } from '../context.ts'
import { codeOf, writeNamed } from '../files.ts'
import { type Job, jobsNamed } from '../jobs/job.ts'
import { UsageError } from '../usage.ts'

type Options = {
  readonly out?: string | undefined
  readonly program?: readonly string[] | undefined
  readonly configThere?: string | undefined
  readonly stateThere?: string | undefined
  readonly machineZone?: string | undefined
  readonly user?: string | undefined
  readonly image?: string | undefined
  readonly unattended?: true | undefined
}

/** `schedule export`: the jobs of the configuration as files for another scheduler. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Write the jobs of the configuration for cron, systemd, Kubernetes or the Task Scheduler of Windows. For each job: one that only plans, and one, switched off, that carries out what a person approved. Installing the files changes nothing.',
    )
    .argument('<format>', formats.join(', '), oneOf(formats))
    .argument('[job...]', 'these jobs (default: all)')
    .option('--out <folder>', 'write the files there (default: a single file to stdout)')
    .option('--program <path>', 'the program on that machine; first what runs it, by a --program of its own', collected)
    .option('--config-there <file>', 'where the configuration will be on that machine')
    .option('--state-there <folder>', 'where the state will be on that machine')
    .option('--machine-zone <zone>', 'of crontab and windows: the time zone of that machine (default: of this one)')
    .option('--user <name>', 'of systemd and windows: the account there')
    .option('--image <image>', 'of kubernetes: the image that holds user-admin')
    .option('--unattended', 'in the place of both: one job, switched off, that does what each target allows')
    .addHelpText(
      'after',
      `
Examples:
  user-admin schedule export crontab nightly
  user-admin schedule export systemd --out units --program /usr/bin/user-admin
  user-admin schedule export kubernetes --image registry.example.com/user-admin:1.2.3 > user-admin.kubernetes.yaml`,
    )
    .action(async (format, names, options: Options) => {
      const config = await context.config()
      const jobs = jobsNamed(config, names).map(exported)
      const files = exportSchedule(format, jobs, await installationOf(context, format, config, options))
      const folder = options.out === undefined ? undefined : await written(context, options.out, files)
      const [only, ...more] = files
      if (folder === undefined && more.length > 0 && context.options.json !== true)
        throw new UsageError(`These are ${files.length} files: name a folder for them with --out.`)
      context.answer({
        data: {
          format,
          jobs: jobs.map(({ name }) => name),
          files: files.map(({ name, text }) =>
            folder === undefined ? { name, text } : { name, path: join(folder, name) },
          ),
        },
        text: () =>
          folder === undefined
            ? (only?.text.trimEnd() ?? '')
            : [
                ...files.map(({ name }) => join(folder, name)),
                '',
                'How to install them stands at the head of each.',
              ].join('\n'),
      })
    })

const collected = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
]

/** A job as a scheduler has to know it. */
function exported({ name, form }: Job): ExportedJob {
  const { cron, timeZone, missed = 'catch-up-one', jitter, notice } = form
  return { name, cron, timeZone, missed, jitter: jitter === undefined ? 0 : duration(jitter), notice: notice?.days }
}

/** Where things are by custom on a machine of each kind, unless it is this one. */
const places: Readonly<Record<Format, { readonly config?: string; readonly state?: string }>> = {
  crontab: {},
  systemd: { state: '/var/lib/user-admin' },
  kubernetes: { config: '/etc/user-admin/user-admin.yaml', state: '/var/lib/user-admin' },
  windows: { config: 'C:\\ProgramData\\user-admin\\user-admin.yaml', state: 'C:\\ProgramData\\user-admin\\state' },
}

async function installationOf(
  context: Context,
  format: Format,
  config: Config,
  options: Options,
): Promise<Installation> {
  const isWindows = format === 'windows'
  const isHere = format !== 'kubernetes' && isWindows === (process.platform === 'win32')
  const paths = isWindows ? win32 : posix
  const absolute = (option: string, path: string): string => {
    if (!paths.isAbsolute(path)) throw new UsageError(`--${option} takes an absolute path of that machine.`)
    return path
  }
  const { configThere, stateThere, machineZone, user, image } = options
  const folder = isHere ? await keptIn(context) : undefined
  const state = stateThere ?? places[format].state ?? folder
  if (state === undefined) throw new UsageError('Say with --state-there where the state will be on that machine.')
  const there = configThere ?? (isHere ? config.file : places[format].config)
  if (there === undefined)
    throw new UsageError('Say with --config-there where the configuration will be on that machine.')
  const [program, ...args] = options.program ?? programOf(context, format, isHere)
  if (program === undefined) throw new UsageError('Say with --program where user-admin will be on that machine.')
  return {
    program: [format === 'kubernetes' ? program : absolute('program', program), ...args],
    config: format === 'kubernetes' ? there : absolute('config-there', there),
    state: absolute('state-there', state),
    needs: needsOf(config),
    acts: options.unattended === true ? 'unattended' : 'gated',
    machineZone: machineZone ?? (isHere ? Intl.DateTimeFormat().resolvedOptions().timeZone : undefined),
    user,
    image,
    now: context.now(),
  }
}

/** The state of this machine. */
async function keptIn(context: Context): Promise<string> {
  const { options, cwd, env } = context
  const named = await stateFolder(options.state, { cwd, env, config: () => context.config() })
  if (named !== undefined) return named
  const { usualFolder } = await import('../../state/open.ts')
  return usualFolder(process.platform, env)
}

/** This program, as it was started. */
function programOf(context: Context, format: Format, isHere: boolean): readonly string[] {
  if (format === 'kubernetes') return ['user-admin']
  if (isHere && carried() !== undefined) return [process.execPath]
  const own = process.argv[1]
  if (!isHere || own === undefined) return []
  if (/[\\/]_npx[\\/]/u.test(own))
    context.warn('user-admin runs from a cache here, which does not last: install it, and name it with --program.')
  return [process.execPath, resolve(own)]
}

/** Writes the files; answers with their folder. */
async function written({ cwd }: Context, out: string, files: readonly ExportedFile[]): Promise<string> {
  const folder = resolve(cwd, out)
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw new UsageError(`The folder ${folder} cannot be made (${codeOf(error)}).`)
  }
  for (const { name, text, encoding } of files)
    await writeNamed(folder, name, encoding === undefined ? text : Buffer.from(`\uFEFF${text}`, encoding))
  return folder
}
