import { memoryState } from '../src/index.ts'
import { endingOf } from '../src/notify/credential-endings.ts'
import { notifier } from '../src/notify/notify.ts'
import { testSecret } from './notify-receiver.ts'
import { day, start } from './state-forms.ts'

/** A receiver that takes everything, without a wire. */
export const bodiesTo =
  (hear: (body: { readonly text: string }) => unknown): typeof fetch =>
  async (_, init) => {
    hear(JSON.parse(typeof init?.body === 'string' ? init.body : '') as { readonly text: string })
    return new Response(null, { status: 204 })
  }

/** What is told of a credential that has so many days left, each evening, by how long it says that there is. */
export async function credentialTold(left: readonly number[]): Promise<readonly string[]> {
  const told: string[] = []
  let now = start
  const state = memoryState({ now: () => now })
  const heard = notifier({
    receivers: [{ name: 'ops', url: 'https://hooks.example/', secret: testSecret }],
    state,
    now: () => now,
    fetch: bodiesTo(({ text }) => told.push(/ends in (\d+ (?:days|hours))/.exec(text)?.[1] ?? text)),
  })
  for (const days of left) {
    await heard.tell(endingOf({ target: 'spring', ends: now + days * day, remedy: 'user-admin login aac spring' }, now))
    await heard.flush()
    now += day
  }
  return told
}
