/** One job of the configuration, as far as a scheduler has to know it. */
export interface ExportedJob {
  /** Letters, digits, `.`, `_` and `-`, as in the configuration. */
  readonly name: string
  /** Five fields. */
  readonly cron: string
  /** IANA. */
  readonly timeZone: string
  /** What becomes of times at which nothing ran. */
  readonly missed: 'catch-up-one' | 'skip'
  /** Over how many milliseconds its runs are spread. The program itself waits that long. */
  readonly jitter: number
  /** How many days before each of its times a notice is due. */
  readonly notice?: number | undefined
}

/** Where and how the program runs on the machine that the files are for. */
export interface Installation {
  /** The program and the words before its own, each absolute or found there: `['/usr/bin/node', '/opt/user-admin/main.js']`. */
  readonly program: readonly [string, ...string[]]
  /** The configuration, absolute. */
  readonly config: string
  /** The folder of what is kept between runs, absolute. */
  readonly state: string
  /** What the configuration refers to. */
  readonly needs: Needs
  /**
   * `gated`: a job that only plans, and another, switched off, that carries out what a person approved. `unattended`: one
   * job, switched off, that does what each target allows.
   */
  readonly acts: 'gated' | 'unattended'
  /** The time zone of the machine's clock, for schedulers that know no other. Default: that of each job. */
  readonly machineZone?: string | undefined
  /** The account there. Default: the scheduler's own choice. */
  readonly user?: string | undefined
  /** The image, for Kubernetes. */
  readonly image?: string | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** What a configuration refers to besides itself. */
export interface Needs {
  /** Files of secrets that are only read, as the configuration names them. */
  readonly secrets: readonly string[]
  /** Files that are written: pairs of tokens, which are renewed in place, and notices. */
  readonly written: readonly string[]
  /** Other files: lists of people, certificates. */
  readonly files: readonly string[]
  /** Variables of the environment that hold secrets. */
  readonly variables: readonly string[]
}

/** A file for a scheduler. */
export interface ExportedFile {
  /** Its name in the folder. */
  readonly name: string
  readonly text: string
  /** Default `utf8`. */
  readonly encoding?: 'utf16le'
}

/** What is written for a job: it plans, it carries out what was approved, or it does what each target allows. */
export type Task = 'plan' | 'apply' | 'run'

/** What is written for each job, in this order. */
export const tasksOf = ({ acts }: Installation): readonly Task[] => (acts === 'gated' ? ['plan', 'apply'] : ['run'])

/** The words of the program for a task. */
export function wordsOf(job: ExportedJob, task: Task, { program, config, state }: Installation): readonly string[] {
  const own: Readonly<Record<Task, readonly string[]>> = {
    plan: ['schedule', 'run', job.name, '--once', '--report-only'],
    apply: ['schedule', 'apply', job.name],
    run: ['schedule', 'run', job.name, '--once'],
  }
  return [...program, ...own[task], '--quiet', '--config', config, '--state', state]
}

/** One sentence about a task, for whoever finds its file. */
export function aboutTask(job: ExportedJob, task: Task): string {
  const says: Readonly<Record<Task, string>> = {
    plan: 'says what would have to happen, and changes nothing',
    apply: 'carries out what a person approved in the queue, and nothing else',
    run: 'does what each target allows without a person (unattended), and leaves the rest in the queue',
  }
  return `user-admin, job "${job.name}": ${says[task]}`
}

/** Its cron expression on one line. */
export const shownCron = ({ cron }: ExportedJob): string => cron.trim().split(/\s+/u).join(' ')
