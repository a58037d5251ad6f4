import * as z from 'zod/mini'
import { eventKinds } from '../../notify/event.ts'
import type { SecretForm } from './form.ts'
import type { ReceiverForm } from './notify-form.ts'
import { also, type Of, object, oneOf } from './rules.ts'

const wanted =
  'must be an address of https: (http: only on this machine) without user and query; where it is a secret in itself, as those of chats are, say where it is: { env: NAME }, { file: PATH }, { command: [PROGRAM, ARGUMENT] } or { keychain: { service, account } }'

/** Addresses under which everybody may write who knows them. */
const secretHosts =
  /(?:^|\.)(?:slack\.com|discord(?:app)?\.com|office\.com|logic\.azure\.com|powerplatform\.com|chat\.googleapis\.com)$/u

const address = z.string().check(z.refine(isPlain, { error: wanted }))

function isPlain(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname, username, password, search, hash } = new URL(value)
  const isLoopback = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(hostname)
  return (
    (protocol === 'https:' || (protocol === 'http:' && isLoopback)) &&
    username + password + search + hash === '' &&
    !secretHosts.test(hostname)
  )
}

/** The form of one receiver, by that of a secret. */
export const receiverWith = (secret: Of<SecretForm>): Of<ReceiverForm> =>
  object<ReceiverForm>('{ url, secret, on }', {
    url: z.union([address, secret], { error: wanted }),
    secret,
    on: also(
      z
        .array(oneOf(...eventKinds), { error: `must be a list of ${eventKinds.join(', ')}` })
        .check(z.minLength(1, { error: 'is empty: leave it out for all' })),
    ),
  })
