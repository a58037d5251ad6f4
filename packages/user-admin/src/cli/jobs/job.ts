import { resolve } from 'node:path'
import { nearest } from '../../identity/nearest.ts'
import type { Config } from '../config/config.ts'
import type { FileOf, GoalForm, JobForm, KeepForm } from '../config/job-form.ts'
import type { SaidGoal } from '../goals.ts'
import { UsageError } from '../usage.ts'

/** A job of the configuration. */
export interface Job {
  readonly name: string
  readonly form: JobForm
  readonly goal: SaidGoal
  /** The names of its targets. */
  readonly targets: readonly string[]
}

/** Who a job is in the journal and in the queue, on every machine: what it left it goes on with itself. */
export const byJob = (name: string): string => `job ${name}`

/** The jobs that are named, or all. @throws {UsageError} where there is none, and for a name that there is not. */
export function jobsNamed(config: Config, names: readonly string[]): readonly Job[] {
  const { jobs = {}, targets, folder } = config
  const all = Object.keys(jobs)
  if (all.length === 0)
    throw new UsageError('The configuration has no jobs: name at least one under jobs, with its goal and its times.')
  for (const name of names) {
    if (Object.hasOwn(jobs, name)) continue
    const [near] = nearest(name, all)
    throw new UsageError(
      `There is no job ${JSON.stringify(name)}; ${near === undefined ? `there are ${all.join(', ')}.` : `did you mean ${near}?`}`,
    )
  }
  return Object.entries(jobs)
    .filter(([name]) => names.length === 0 || names.includes(name))
    .map(([name, form]) => ({
      name,
      form,
      goal: goalIn(form.goal, folder),
      targets: form.targets ?? Object.keys(targets),
    }))
}

/** The goal of a job, as a command that makes a plan would take it. */
function goalIn({ leavers, keepOnly, roster, inactive, action, absent }: GoalForm, folder: string): SaidGoal {
  const peopleIn = (said: string | readonly string[] | FileOf | KeepForm) => {
    if (typeof said === 'string') return { source: said }
    if (isList(said)) return { people: said }
    return { ...said, ...(said.file === undefined ? {} : { file: resolve(folder, said.file) }) }
  }
  if (leavers !== undefined) return { kind: 'leavers', who: peopleIn(leavers), action }
  if (keepOnly !== undefined) return { kind: 'keep-only', who: keepOnly === 'only-me' ? 'only-me' : peopleIn(keepOnly) }
  if (roster !== undefined)
    return {
      kind: 'roster',
      who: typeof roster === 'string' ? { source: roster } : { file: resolve(folder, roster.file) },
      absent,
    }
  if (inactive !== undefined) return { kind: 'inactive', since: inactive, action }
  throw new UsageError('A job has no goal: name one of leavers, keepOnly, roster, inactive.')
}

const isList = (said: readonly string[] | FileOf | KeepForm): said is readonly string[] => Array.isArray(said)
