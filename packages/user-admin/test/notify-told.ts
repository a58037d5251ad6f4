import { memoryState, type State } from '../src/index.ts'
import { endingOf } from '../src/notify/credential-endings.ts'
import type { News } from '../src/notify/event.ts'
import { type Notifier, type NotifierOptions, notifier } from '../src/notify/notify.ts'
import { type TestReceiver, testSecret } from './notify-receiver.ts'
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

export const held: News = {
  event: 'held',
  subject: 'plan-1',
  reason: '2026-11-01T00:00:00.000Z',
  text: 'spring: 30 to remove. This waits for a person.',
  job: 'nightly',
  plan: 'plan-1',
  next: 'user-admin held show plan-1',
}

/** A notifier for one receiver, with a clock. */
export async function telling(
  receiver: TestReceiver,
  { state: given, ...more }: Partial<NotifierOptions> = {},
): Promise<Notifier & { readonly state: State; readonly clock: { time: number } }> {
  const clock = { time: start }
  const now = (): number => clock.time
  const state = given ?? memoryState({ now })
  const receivers = [{ name: 'ops', url: receiver.url, secret: receiver.secret }]
  return { ...notifier({ receivers, state, now, ...more }), state, clock }
}
