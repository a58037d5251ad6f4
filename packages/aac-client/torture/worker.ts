// A process of its own, as a user's job is one: it calls when it is told to, by the clock that it is told.
import { flushCompileCache } from 'node:module'

import { filePlace } from '../src/file-tokens.ts'
import { AacClient, AacError, rotating, type StoredPair, type TokenSource } from '../src/index.ts'
import { fileStore } from '../src/node.ts'

/** What a worker is told at its start. */
export interface Orders {
  readonly url: string
  readonly files: readonly string[]
  /** A bug put in from outside, to see whether it is found. */
  readonly plant: 'no-lock' | 'no-reread' | undefined
}

/** One call that a worker is to make. */
export interface Call {
  readonly id: number
  /** Which of its files. */
  readonly file: number
  /** Milliseconds since the epoch, by this worker's own clock. */
  readonly now: number
  /** Milliseconds to wait for the lock. */
  readonly waitFor: number
}

/** How it ended. */
export interface Ending {
  readonly id: number
  /** What the error said; `undefined` after a success. */
  readonly failure:
    | { readonly code: string; readonly kind: string; readonly effect: string; readonly message: string }
    | undefined
}

const { url, files, plant } = JSON.parse(process.argv[2] ?? '{}') as Orders
let time = 0

const send: typeof fetch = (input, init) => {
  const request = new Request(input, init)
  request.headers.set('x-fake-caller', String(process.pid))
  return fetch(request)
}

function source(file: string, waitFor: number): TokenSource {
  const store = fileStore(file, waitFor)
  if (plant === 'no-lock') return rotating({ read: () => store.read(), exclusively: (work) => work(filePlace(file)) })
  if (plant === undefined) return rotating(store)
  let known: StoredPair | undefined
  return rotating({
    read: () => store.read(),
    exclusively: (work) =>
      store.exclusively((place) =>
        work({
          ...place,
          read: async () => (known ??= await place.read()),
          mark: async (pair) => (await place.mark(pair)) || true,
          write: async (tokens, spent) => {
            known = { tokens }
            await place.write(tokens, spent)
          },
        }),
      ),
  })
}

const clients = new Map<string, AacClient>()
function client(file: number, waitFor: number): AacClient {
  const key = `${file} ${waitFor}`
  const known = clients.get(key)
  if (known !== undefined) return known
  const hosts = { gateway: url, app: url, tokenServer: url }
  const token = source(files[file] ?? '', waitFor)
  const made = new AacClient({ hosts, token, fetch: send, now: () => time, retries: 0 })
  clients.set(key, made)
  return made
}

process.on('message', ({ id, file, now, waitFor }: Call) => {
  time = now
  client(file, waitFor)
    .currentPerson()
    .then(
      () => undefined,
      (error: unknown) =>
        error instanceof AacError
          ? { code: error.code ?? '', kind: error.kind, effect: error.effect, message: error.message }
          : { code: '', kind: 'thrown', effect: '', message: String(error) },
    )
    .then((failure) => process.send?.({ id, failure } satisfies Ending))
    .catch(() => process.exit(1))
})
process.on('disconnect', () => process.exit(0))
// Whoever is killed leaves nothing at its end.
flushCompileCache()
process.send?.('ready')
