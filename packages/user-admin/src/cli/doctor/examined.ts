import manifest from '../../../package.json' with { type: 'json' }
import type { Config } from '../config/config.ts'
import type { TargetForm } from '../config/form.ts'
import type { Target } from '../config/targets.ts'
import type { Context } from '../context.ts'
import { UsageError } from '../usage.ts'
import { lint, type Populated } from './config-lint.ts'
import { credentialOf } from './credential.ts'
import { bad, type DoctorReport, type Finding, note, type TargetReport, type Uncovered } from './report.ts'
import { stateOf } from './state-folder.ts'
import { factsOf, type TargetFacts } from './target.ts'
import { type Heard, watched } from './watched.ts'

/** A difference of clocks that a token of five minutes suffers from, in ms. */
const muchSkew = 30_000

/** Looks at everything that a run depends on, and changes nothing. */
export async function examined(context: Context): Promise<DoctorReport> {
  const config = await context.config()
  const { protect = [] } = await context.policy()
  const watches = new Map<string, ReturnType<typeof watched>>()
  const fetchOf = (name: string): typeof fetch => {
    const watch = watches.get(name) ?? watched(context.now)
    watches.set(name, watch)
    return watch.fetch
  }
  const targets = await opened(context, fetchOf)
  const bar = context.progress('Asking')
  bar.start(targets.length)
  let asked = 0
  const facts = await context
    .each(targets, async (target) => {
      const about = { isAlone: isAlone(config, target.form), everybody: protect.length > 0, signal: context.signal }
      const found = await factsOf(target, about)
      asked += 1
      bar.update(asked, target.name)
      return found
    })
    // Each that failed stands in the answer.
    .catch(rethrowUnless(context, () => []))
  bar.stop()

  const names = Object.keys(config.targets).filter((name) => isMeant(context, name))
  const reports = await Promise.all(
    names.flatMap((base) => {
      const form = config.targets[base]
      if (form === undefined) return []
      const heard = watches.get(base)?.heard ?? {}
      const own = facts.filter(({ target }) => target.name === base || target.name.startsWith(`${base}/`))
      if (own.length === 0) return [reportOf(context, config, { name: base, base, form, heard })]
      return own.map(({ target: { name }, value }) =>
        reportOf(context, config, { name, base, form, heard, facts: value }),
      )
    }),
  )
  const whole = reports.every(({ scope }) => scope !== null) && context.options.target === undefined
  const populated = facts.map(
    ({ target, value: { members, roleNames } }): Populated => ({
      target: target.name,
      scope: target.admin.scope,
      members,
      roleNames,
    }),
  )
  return {
    version: manifest.version,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    targets: reports,
    workspaces: uncovered(
      config,
      facts.map(({ target, value }) => ({ target, facts: value })),
    ),
    config: await lint(config, protect, { populated, whole }, context.now()),
    state: await stateOf(context),
  }
}

/** Those that open; that none does is no end of it. */
async function opened(context: Context, fetch: (name: string) => typeof globalThis.fetch): Promise<readonly Target[]> {
  return await context.targets('read', { fetch }).catch(rethrowUnless(context, () => []))
}

const rethrowUnless =
  <T>(context: Context, instead: () => T) =>
  (error: unknown): T => {
    context.signal.throwIfAborted()
    if (error instanceof UsageError) throw error
    return instead()
  }

const isMeant = ({ options: { target } }: Context, name: string): boolean =>
  target === undefined || target.some((one) => one === name || one.startsWith(`${name}/`))

/** Whether no other target at the same Houston needs rights beyond one workspace. */
function isAlone({ targets }: Config, form: TargetForm): boolean {
  if (form.system !== 'houston' || form.workspaces !== undefined) return false
  return !Object.values(targets).some(
    (other) => other.system === 'houston' && other.url === form.url && other.workspace === undefined,
  )
}

async function reportOf(
  context: Context,
  config: Config,
  about: {
    readonly name: string
    readonly base: string
    readonly form: TargetForm
    readonly heard: Heard
    readonly facts?: TargetFacts
  },
): Promise<TargetReport> {
  const { name, base, form, heard, facts } = about
  const { credential, findings } = await credentialOf(base, form, config, { sent: heard.ends, now: context.now() })
  return {
    target: name,
    system: form.system,
    scope: facts?.scope ?? null,
    as: facts?.as ?? null,
    rights: facts?.rights ?? null,
    can: facts?.can ?? [],
    credential,
    release: facts?.release ?? null,
    plane: heard.plane ?? null,
    skew: heard.skew ?? null,
    findings: [...findings, ...clock(heard), ...(facts?.findings ?? [])],
  }
}

function clock({ skew = 0 }: Heard): readonly Finding[] {
  if (Math.abs(skew) < muchSkew) return []
  const by = `${Math.round(Math.abs(skew) / 1000)} s ${skew > 0 ? 'behind' : 'before'} that of the server`
  const says = `The clock of this machine is ${by}: tokens are renewed at the wrong time, and times in the journal are wrong. Let it be set by the network (NTP).`
  return [Math.abs(skew) < 4 * muchSkew ? note(says) : bad(says)]
}

/** Workspaces that are seen and that no target is about, each once. */
function uncovered(
  config: Config,
  all: readonly { readonly target: Target; readonly facts: TargetFacts }[],
): readonly Uncovered[] {
  const covered = new Set(all.map(({ target: { admin } }) => keyOf(admin.scope.origin, admin.scope.id)))
  // A target that did not open is about one all the same, by whatever name.
  const named = new Set(
    Object.values(config.targets).flatMap((form) =>
      form.system === 'houston' && typeof form.workspaces === 'object' ? form.workspaces : [form.workspace ?? ''],
    ),
  )
  const found = new Map<string, Uncovered>()
  for (const { target, facts } of all) {
    if (target.form.system === 'houston' && target.form.workspaces === 'all') continue
    const { system, origin } = target.admin.scope
    for (const { id, name } of facts.workspaces) {
      const key = keyOf(origin, id)
      if (covered.has(key) || named.has(id) || named.has(name) || found.has(key)) continue
      found.set(key, { system, origin, id, name, seenBy: target.name })
    }
  }
  return [...found.values()]
}

const keyOf = (origin: string, id: string): string => `${origin} ${id}`
