import { nearest } from '../identity/nearest.ts'
import { privateKeyOf } from '../journal/keys.ts'
import { type CredentialEnd, endingOf } from '../notify/credential-endings.ts'
import type { News, Over } from '../notify/event.ts'
import { type Delivery, type Notifier, notifier, type Receiver } from '../notify/notify.ts'
import type { Config } from './config/config.ts'
import { type Secrets, secretOf } from './config/credentials.ts'
import type { SecretForm } from './config/form.ts'
import type { Context } from './context.ts'
import { credentialOf, renewalOf } from './doctor/credential.ts'
import { watched } from './doctor/watched.ts'
import { failureOf } from './envelope.ts'
import { UsageError } from './usage.ts'

/** The receivers of the configuration. Their secrets are read when something is sent. */
export function receiversOf(config: Config, secrets: Secrets): readonly Receiver[] {
  return Object.entries(config.notify ?? {}).map(([name, { url, secret, on }]) => {
    const read = (form: SecretForm) => secretOf(form, `receiver ${name}`, config, secrets)
    return { name, url: typeof url === 'string' ? url : read(url), secret: read(secret), on }
  })
}

/** Those that are named; without names all. @throws {UsageError} for one that there is not, and where there is none. */
export function receiversNamed(all: readonly Receiver[], names: readonly string[]): readonly Receiver[] {
  const there = all.map(({ name }) => name)
  if (there.length === 0)
    throw new UsageError('The configuration has no receiver: write one under notify, with its url and its secret.')
  for (const name of names) {
    const [near = `there are ${there.join(', ')}`] = nearest(name, there).map((one) => `did you mean ${one}?`)
    if (!there.includes(name)) throw new UsageError(`There is no receiver ${JSON.stringify(name)}; ${near}`)
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name))
}

/** What tells people what regular runs come to; where nobody is to be told, what is told is only kept from being new. */
export async function notifierOf(context: Context): Promise<Notifier> {
  const [config, state] = await Promise.all([context.config(), context.state()])
  const { env, signal, now } = context
  const sign = config.audit?.sign
  let key: Awaited<ReturnType<typeof privateKeyOf>> | undefined
  if (sign !== undefined && config.notify !== undefined)
    try {
      key = await privateKeyOf(await secretOf(sign, 'audit.sign', config, { env, signal })())
    } catch (error) {
      // Told to end, it still writes down what people are to know: unsigned rather than not at all.
      if (!signal.aborted) context.warn(`The head of the journal goes out unsigned: ${failureOf(error).message}`)
    }
  return notifier({ receivers: receiversOf(config, { env, signal }), state, key, now })
}

/** Says which receivers did not take what is for them. No run ends otherwise for that. */
export function sayDeliveries(context: Context, deliveries: readonly Delivery[]): void {
  for (const { to, event, delivery, why } of deliveries)
    if (delivery !== 'sent')
      context.warn(
        `The receiver ${to} did not take the message ${event} (${why}): ${delivery === 'waiting' ? 'the next run tries again' : 'it is given up'}.`,
      )
}

/** What hears, by the name of a target, when the tokens end that are sent to it. */
export interface Ears {
  readonly fetch: (target: string) => typeof fetch
  /** Milliseconds since the epoch; `undefined`: the token does not say, or none was sent. */
  readonly ends: (target: string) => number | undefined
}

/** Ears for `context.targets(use, { fetch })`. */
export function ears(now: () => number): Ears {
  const all = new Map<string, ReturnType<typeof watched>>()
  return {
    fetch: (target) => {
      const one = all.get(target) ?? watched(now)
      all.set(target, one)
      return one.fetch
    },
    ends: (target) => all.get(target)?.heard.ends,
  }
}

/**
 * What is to be told of credentials that end, of the targets of these names.
 *
 * @param names As in the configuration, or of one of its workspaces (`classes/math`).
 */
export async function credentialEndings(
  context: Context,
  names: readonly string[],
  heard: Pick<Ears, 'ends'>,
): Promise<readonly (News | Over)[]> {
  const config = await context.config()
  const now = context.now()
  const meant = Object.entries(config.targets).filter(([base]) =>
    names.some((name) => name === base || name.startsWith(`${base}/`)),
  )
  const all = await Promise.all(
    meant.map(async ([target, form]) => {
      const { credential } = await credentialOf(target, form, config, { sent: heard.ends(target), now })
      if (credential.ends === null) return []
      const end: CredentialEnd = { target, ends: Date.parse(credential.ends), remedy: renewalOf(target, form) }
      return endingOf(end, now)
    }),
  )
  return all.flat()
}
