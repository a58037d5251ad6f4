import { unreadAs } from '../../apply/planned.ts'
import type { Unread } from '../../apply/unattended.ts'
import { keyOf } from '../../plan/world.ts'
import type { Scope } from '../../user-admin.ts'
import { type Opening, openTargets, type Target } from '../config/targets.ts'
import type { Context } from '../context.ts'
import { failureOf } from '../envelope.ts'
import { oneEach } from '../one-each.ts'
import { UsageError } from '../usage.ts'
import type { Job } from './job.ts'

/** The targets of one run of a job. */
export interface Places {
  readonly targets: readonly Target[]
  /** Those that could not be opened. */
  readonly unopened: readonly Unread[]
  /** What the configuration calls a scope. */
  readonly nameOf: (scope: Scope) => string
}

/** Opens the targets of a job: whoever fails does so alone. */
export async function placesOf(context: Context, job: Job, how?: Pick<Opening, 'fetch'>): Promise<Places> {
  const { env, signal } = context
  const unopened: Unread[] = []
  const targets = await openTargets(await context.config(), job.targets, {
    env,
    signal,
    fetch: how?.fetch,
    onFailed: (name, error) => unopened.push(asUnread(name, error)),
  })
  oneEach(targets)
  const names = new Map(targets.map(({ name, admin }) => [keyOf(admin.scope), name]))
  return { targets, unopened, nameOf: (scope) => names.get(keyOf(scope)) ?? scope.name }
}

function asUnread(target: string, error: unknown): Unread {
  if (!(error instanceof UsageError)) return unreadAs(target, error)
  return { target, problem: 'invalid', why: failureOf(error).message }
}
