import { resolve } from 'node:path'
import type { Config } from './config/config.ts'
import type { AacTargetForm, HoustonTargetForm, SecretForm, TargetForm } from './config/form.ts'
import type { Context } from './context.ts'
import { refuseToken } from './handed-over.ts'
import { UsageError } from './usage.ts'

/** Which target is signed in to, and the file that keeps its credential. */
export interface SignInPlace<Form extends TargetForm> {
  /** As the configuration names it; of a file alone, its path. */
  readonly name: string
  readonly form: Form
  readonly config: Config
  readonly file: string
}

/** Forms by their system. */
interface Forms {
  readonly aac: AacTargetForm
  readonly houston: HoustonTargetForm
}

/**
 * Where a login goes: the target that was named or the only one of its system, or a file by itself.
 *
 * @param alone The target of a file by itself, for its path.
 * @throws {UsageError} for a target of another system, and for one whose credential is in no file.
 */
export async function signInPlace<S extends keyof Forms>(
  context: Context,
  system: S,
  {
    target,
    file,
    alone,
  }: {
    readonly target: string | undefined
    readonly file: string | undefined
    readonly alone: (path: string) => Forms[S]
  },
): Promise<SignInPlace<Forms[S]>> {
  if (target !== undefined) refuseToken(target, 'The name of a target')
  for (const name of context.options.target ?? []) refuseToken(name, '--target')
  const named = target === undefined ? context.options.target : [target]
  if (file !== undefined) {
    refuseToken(file, '--file')
    if (named !== undefined)
      throw new UsageError('A target and --file exclude each other: a target says by itself where its credential is.')
    const path = resolve(context.cwd, file)
    const form = alone(path)
    return {
      name: system,
      form,
      file: path,
      config: { version: 1, targets: { [system]: form }, file: path, folder: context.cwd },
    }
  }
  const config = await context.config()
  const { chosen } = await import('./config/targets.ts')
  const all = Object.entries(config.targets).filter(([, form]) => form.system === system)
  const [name, ...more] =
    named === undefined ? all.map(([own]) => own) : chosen(config, 'read', { named, isAll: false })
  if (name === undefined) throw new UsageError(`The configuration has no target of system ${system}.`)
  if (more.length > 0)
    throw new UsageError(
      `Say to which target: user-admin login ${system} ${name} (there are ${[name, ...more].join(', ')}).`,
    )
  const form = config.targets[name]
  if (form === undefined) throw new UsageError(`Name the target as a whole: ${name.split('/')[0] ?? name}.`)
  if (form.system !== system)
    throw new UsageError(`Target ${name} is of system ${form.system}: user-admin login ${form.system} ${name}.`)
  return { name, form: form as Forms[S], config, file: resolve(config.folder, fileOf(name, form.credential)) }
}

/** @throws {UsageError} for a credential that is kept elsewhere than in a file. */
function fileOf(name: string, credential: SecretForm | AacTargetForm['credential']): string {
  const { file, env, command } = credential
  if (file !== undefined) return file
  const kept =
    env !== undefined
      ? `is taken from the environment (${env}): set it there`
      : command !== undefined
        ? `is kept by a program (${command[0] ?? ''}): hand it to that program`
        : 'client' in credential
          ? 'is that of a service principal, which signs in by itself: there is nothing to do'
          : 'is kept in the keychain: put it there with the keychain’s own program'
  throw new UsageError(`The credential of target ${name} ${kept}. login writes files only.`)
}
