import { access, constants, readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import type { TokenSource } from '@user-admin/aac-client'
import { UserAdminError } from '../../errors.ts'
import { codeOf } from '../files.ts'
import type { Config } from './config.ts'
import type { AacCredentialForm, KeychainForm, SecretForm } from './form.ts'
import { printed } from './printed.ts'

/** Where secrets come from. */
export interface Secrets {
  /** As the process has it. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal | undefined
}

/**
 * What reads a secret, anew each time.
 *
 * @param of What the error says that it is of: `target spring`.
 * @throws {UserAdminError} from the function: `unauthenticated`, with what to do. Never the secret.
 */
export function secretOf(form: SecretForm, of: string, config: Config, secrets: Secrets): () => Promise<string> {
  const { file, env: name, command, keychain } = form
  const absent = (fact: string): UserAdminError => new UserAdminError('unauthenticated', `The secret of ${of}: ${fact}`)
  if (file !== undefined)
    return async () => {
      const path = resolve(config.folder, file)
      const text = await readFile(path, 'utf8').catch((error: unknown) => {
        throw absent(`${path} cannot be read (${codeOf(error)}).`)
      })
      // A file that was written by hand ends with a line break, and on Windows may begin with a mark.
      return filled(text.replace(/^\uFEFF/u, ''), () => absent(`${path} is empty.`))
    }
  if (name !== undefined)
    return async () => filled(secrets.env[name] ?? '', () => absent(`the environment has no ${name}, or it is empty.`))
  const asked = (what: string) => ({ what, env: withoutSecrets(config, secrets.env), signal: secrets.signal })
  if (command !== undefined)
    return async () => await printed(command, asked(`The command that prints the secret of ${of}`))
  if (keychain !== undefined)
    return async () => {
      const words = lookup(keychain)
      if (words === undefined)
        throw absent('there is no keychain that can be asked on this system: use env, file or command.')
      return await printed(words, asked(`The keychain (${words[0]}), asked for the secret of ${of},`))
    }
  throw absent('nothing says where it is.')
}

function filled(text: string, otherwise: () => UserAdminError): string {
  const secret = text.trim()
  if (secret === '') throw otherwise()
  return secret
}

/** The token source of an AAC target. @throws {UserAdminError} `invalid` where none can be made. */
export async function aacToken(
  form: AacCredentialForm,
  of: string,
  config: Config,
  secrets: Secrets,
): Promise<TokenSource> {
  const { file, command, client } = form
  const { clientCredentials } = await import('@user-admin/aac-client')
  // Read once at the beginning: what goes wrong there is said in our own words, and not as a failed request.
  if (client !== undefined) {
    const clientSecret = secretOf(client.secret, of, config, secrets)
    await clientSecret()
    return clientCredentials({ clientId: client.id, clientSecret, workspaceGid: client.workspaceGid })
  }
  if (file === undefined && command === undefined) {
    const token = await secretOf(form, of, config, secrets)()
    return async () => token
  }
  const { execTokens, fileTokens } = await import('@user-admin/aac-client/node')
  if (file !== undefined) {
    const path = resolve(config.folder, file)
    return inWritable(path, fileTokens(path))
  }
  const [program = '', ...args] = command ?? []
  return execTokens(program, args, { env: withoutSecrets(config, secrets.env) })
}

/** Says what to do where a pair lies as a mounted secret does: it can be read, and its successor could not be kept. */
function inWritable(path: string, tokens: TokenSource): TokenSource {
  return async (...given) => {
    try {
      return await tokens(...given)
    } catch (error) {
      const { AacError } = await import('@user-admin/aac-client')
      if (!(error instanceof AacError) || error.code !== 'TOKEN_FILE' || (await isWritable(dirname(path)))) throw error
      const { kind, operation, code } = error
      throw new AacError(
        `the pair in ${path} is renewed in its place, and nothing can be written there. The refresh token was not spent. Keep a copy of the pair where it can be written, as on the volume of the state (user-admin login aac --file PATH --from ${path}), and name that file in the configuration`,
        { kind, operation, code },
      )
    }
  }
}

const isWritable = async (folder: string): Promise<boolean> =>
  await access(folder, constants.W_OK).then(
    () => true,
    (error: unknown) => codeOf(error) === 'ENOENT',
  )

/** How the keychain of this system is asked; `undefined` where it has none. */
function lookup({ service, account }: KeychainForm): readonly string[] | undefined {
  if (process.platform === 'darwin') return ['security', 'find-generic-password', '-w', '-s', service, '-a', account]
  if (process.platform === 'linux') return ['secret-tool', 'lookup', 'service', service, 'account', account]
  return undefined
}

/** What a program inherits: everything but the variables in which the configuration has its secrets. */
export function withoutSecrets(config: Config, env: Secrets['env']): Readonly<Record<string, string | undefined>> {
  const named = new Set(envNames(config))
  return Object.fromEntries(Object.entries(env).filter(([name]) => !named.has(name)))
}

function envNames(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'env' && typeof inner === 'string' ? [inner] : envNames(inner),
  )
}
