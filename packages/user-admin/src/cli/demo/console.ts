import { fastClock, startFakeAac } from '@user-admin/aac-client/testing'
import { startConsole } from '../../console/server/server.ts'
import { memoryState } from '../../state/memory.ts'
import { pageFiles } from '../console/page-folder.ts'

const names = ['spring-class', 'data-lab', 'finance-reports', 'field-course', 'capstone'] as const
const first = ['Ana', 'Ben', 'Carla', 'David', 'Emma', 'Felix', 'Greta', 'Hugo', 'Iris', 'Jonas', 'Katja', 'Leo']
const last = ['Alvarez', 'Brandt', 'Costa', 'Dahl', 'Eriksen', 'Fischer', 'Grant', 'Huber', 'Ito', 'Jansen', 'Klein']

/** The console against fakes: five workspaces at the end of a semester, whose tokens end after five minutes. */
export async function consoleDemo(
  show: (link: string, paste: string, stay: string) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  // A day passes in about half an hour: what takes long can be seen.
  const clock = fastClock(50)
  await using fake = await startFakeAac({
    clock,
    latency: 20,
    seed: { workspaces: names.map((name, place) => ({ id: 41_000 + place, name, people: peopleOf(place) })) },
  })
  const state = memoryState({ now: clock.now })
  await using running = await startConsole({
    files: await pageFiles(),
    state,
    by: 'me@example.edu',
    fetch: fake.fetch,
    now: clock.now,
  })
  const pairs = names.map((name) => fake.creds({ workspace: name }))
  const stay = ['me@example.edu', 'head@example.edu', ...names.map((_, place) => `tutor${place + 1}@example.edu`)]
  await show(running.link, JSON.stringify(pairs), stay.join(', '))
  const stop = (): void => void running.close()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  await running.ended
  signal.removeEventListener('abort', stop)
}

const peopleOf = (place: number) => [
  { email: 'me@example.edu', name: 'Mira Elm', isAdmin: true },
  { email: 'head@example.edu', name: 'Henry Ade', isAdmin: true },
  { email: `tutor${place + 1}@example.edu`, name: `Tara Otten ${place + 1}` },
  ...Array.from({ length: 60 + place * 35 }, (_, index) => ({
    email: `student${place + 1}${String(index + 1).padStart(3, '0')}@example.edu`,
    name: `${first[(index * 5 + place) % first.length] ?? ''} ${last[(index * 7 + place) % last.length] ?? ''}`,
    status: index < 2 ? ('invited' as const) : index < 3 ? ('suspended' as const) : ('active' as const),
    assets: index % 3,
  })),
]
