import type { Caller, Scope } from '../user-admin.ts'
import type { Config } from './config/config.ts'
import type { TargetForm } from './config/form.ts'
import { openTargets, type Target } from './config/targets.ts'
import type { Context } from './context.ts'

/** Whom the server takes a credential for, and where. */
export interface SignedIn {
  readonly as: Caller
  readonly scope: Scope
  readonly target: Target
}

/** What a credential is good for, by asking the server. @throws {UserAdminError} where it is good for nothing there. */
export async function signedIn(
  context: Context,
  config: Config,
  name: string,
  form: TargetForm,
  env: Readonly<Record<string, string | undefined>> = context.env,
): Promise<SignedIn> {
  const { signal } = context
  let failure: unknown
  const [target] = await openTargets({ ...config, targets: { [name]: form } }, [name], {
    env,
    signal,
    onFailed: (_, error) => {
      failure = error
    },
  })
  if (target === undefined)
    throw failure instanceof Error ? failure : new TypeError('A target failed to open, and nobody says why.')
  return { as: await target.admin.whoAmI({ signal }), scope: target.admin.scope, target }
}

/** `workspace spring-class` */
export const whereOf = ({ kind, name }: Scope): string =>
  kind === 'platform' ? `the platform ${name}` : `workspace ${name}`

/** `me@example.edu`, or the mark of a service account. */
export const whoOf = ({ email, id, kind }: Caller): string =>
  email ?? (kind === 'person' ? `person ${id}` : `service account ${id}`)

/** `It ends on 2027-11-22, in 365 days.` */
export function endOf(ends: number | undefined, now: number): string {
  if (ends === undefined) return 'It does not say when it ends.'
  const hours = (ends - now) / 3_600_000
  const left =
    hours < 0 ? 'it has ended' : hours < 48 ? `in ${Math.floor(hours)} hours` : `in ${Math.floor(hours / 24)} days`
  return `It ends on ${new Date(ends)
    .toISOString()
    .slice(0, hours < 48 ? 16 : 10)
    .replace('T', ' ')}, ${left}.`
}
