import { UserAdminError } from '../errors.ts'
import { keyOf, placeOf } from '../plan/world.ts'
import type { Scope } from '../user-admin.ts'
import type { TargetForm } from './config/form.ts'
import type { Target } from './config/targets.ts'
import type { Context } from './context.ts'
import { failureOf } from './envelope.ts'
import { UsageError } from './usage.ts'

/**
 * The targets that reach exactly these scopes, in their order. Of the other targets of the configuration nothing is
 * said, whatever becomes of them.
 *
 * @param how.isAlone Each that fails does so alone: it stands in the answer as failed, and its scopes are left out.
 * @throws {UserAdminError} what kept a target from being opened, where a scope is not reached without it; with
 * `isAlone`, where none is reached.
 * @throws {UsageError} where no target is for one of the scopes.
 */
export async function targetsFor(
  context: Context,
  scopes: readonly Scope[],
  { isAlone = false }: { readonly isAlone?: boolean } = {},
): Promise<readonly Target[]> {
  const { env, signal, options } = context
  const [config, { chosen, openTargets }] = await Promise.all([context.config(), import('./config/targets.ts')])
  const named = chosen(config, 'read', { named: options.target, isAll: options.allTargets === true })
  const names = named.filter((name) => {
    const form = config.targets[name.split('/')[0] ?? name]
    return form !== undefined && scopes.some((scope) => mayReach(form, scope))
  })
  const failures: { readonly name: string; readonly error: unknown }[] = []
  const open = await openTargets(config, names, {
    env,
    signal,
    onFailed: (name, error) => failures.push({ name, error }),
  })
  const byKey = new Map(open.toReversed().map((target) => [keyOf(target.admin.scope), target]))
  const isAny = scopes.some((scope) => byKey.has(keyOf(scope)))
  const reached = scopes.flatMap((scope) => {
    const found = byKey.get(keyOf(scope))
    if (found !== undefined) return [found]
    if (isAlone && isAny && failures.length > 0) return []
    const place = `${placeOf(scope)} at ${scope.origin}`
    if (failures.length === 0)
      throw new UsageError(
        `No target of the configuration reaches ${place}: add one, or name the right configuration with --config.`,
      )
    const said = failures.map(({ name, error }) => ({ name, ...failureOf(error) }))
    // Which of them would have reached it, only an answer could tell; a credential that ended is the likeliest.
    const [first] = said.toSorted((a, b) => Number(isSignIn(b)) - Number(isSignIn(a)))
    const problem = first?.problem ?? 'unexpected'
    throw new UserAdminError(
      problem === 'usage' || problem === 'stopped' ? 'invalid' : problem,
      `No target reaches ${place}. ${said.map(({ name, message }) => `Target ${name} does not answer: ${message}`).join(' ')}`,
    )
  })
  if (isAlone && reached.length < scopes.length) {
    for (const { name } of reached) context.answered(name)
    for (const { name, error } of failures) context.fail(name, error)
  }
  return reached
}

const isSignIn = ({ problem }: { readonly problem: string }): boolean => problem === 'unauthenticated'

/** Whether a target can be the one, by what the configuration says of it. */
function mayReach(form: TargetForm, { system, origin }: Scope): boolean {
  if (form.system !== system) return false
  return form.system === 'aac' || !URL.canParse(form.url) || new URL(form.url).origin === origin
}
