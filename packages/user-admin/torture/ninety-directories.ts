import { union } from '../src/directory/combining.ts'
import { csvSource } from '../src/directory/csv.ts'
import { entraId } from '../src/directory/entra.ts'
import { startFakeGraph } from '../src/directory/testing/index.ts'
import { peopleSource, type Snapshot, type Source, type SourcePerson } from '../src/index.ts'
import { type Human, idIn, type SourceName } from './ninety-company.ts'
import type { MovingClock } from './ninety-places.ts'

/** One reading as it came to whoever asked. */
export interface Read {
  readonly source: SourceName
  readonly at: number
  readonly snapshot: Snapshot | undefined
}

/** The directories of the company: a Graph and a list of an HR system, put together, and an export to a file. */
export interface Directories extends AsyncDisposable {
  readonly sources: Readonly<Record<SourceName, Source>>
  /** Every reading of them, oldest first. */
  readonly reads: readonly Read[]
  /** A person is otherwise than before. */
  readonly show: (human: Human) => void
  /** The file is written anew. */
  readonly exported: () => void
  /** What is wrong: the Graph's pages break off, or the HR system gives half of its people and calls it all. */
  trouble: 'cut' | 'half' | undefined
}

export async function openDirectories(company: readonly Human[], clock: MovingClock): Promise<Directories> {
  const of = (part: Human['part']): readonly Human[] => company.filter((human) => human.part === part)
  const graph = await startFakeGraph({
    clock,
    pageSize: 200,
    users: of('entra').map((human) => ({ id: idIn('entra', human.number), ...attributesOf(human) })),
  })
  let file = ''
  let written = clock.time
  const exported = (): void => {
    file = csvOf(of('contractors'))
    written = clock.time
  }
  exported()
  const reads: Read[] = []
  const entra = entraId({
    name: 'entra',
    credential: graph.credential,
    endpoint: graph.url,
    retries: 0,
    now: clock.now,
    fetch: async (input, init) => {
      clock.time += 150
      const answer = await fetch(input, init)
      if (directories.trouble !== 'cut' || !new Request(input, init).url.includes('/users')) return answer
      return new Response((await answer.text()).slice(0, -200), answer)
    },
  })
  const hr = peopleSource(
    'hr',
    () => {
      const all = of('hr').filter(isListed).map(recordOf)
      return directories.trouble === 'half' ? all.filter((_, index) => index % 2 === 0) : all
    },
    { now: clock.now },
  )
  const contractors = csvSource({
    name: 'contractors',
    read: () => file,
    columns: { id: 'id' },
    writtenAt: () => written,
    now: clock.now,
  })
  const directories: Directories = {
    trouble: undefined,
    reads,
    show: (human) => {
      if (human.part !== 'entra') return
      const id = idIn('entra', human.number)
      if (human.status === 'deleted') graph.deleteUser(id)
      else if (human.status === 'gone') graph.purgeUser(id)
      else graph.changeUser(id, attributesOf(human))
    },
    exported,
    sources: {
      staff: recorded('staff', union('staff', [entra, hr], { now: clock.now }), reads, clock),
      contractors: recorded('contractors', contractors, reads, clock),
    },
    [Symbol.asyncDispose]: () => graph.close(),
  }
  return directories
}

function recorded(name: SourceName, source: Source, reads: Read[], clock: MovingClock): Source {
  return {
    ...source,
    read: async (options) => {
      try {
        const snapshot = await source.read(options)
        reads.push({ source: name, at: clock.time, snapshot })
        return snapshot
      } catch (error) {
        reads.push({ source: name, at: clock.time, snapshot: undefined })
        throw error
      }
    },
  }
}

const nameOf = ({ number }: Human): string => `Person ${number}`

function attributesOf(human: Human) {
  const { mail, aliases, status } = human
  return {
    userPrincipalName: mail,
    mail,
    displayName: nameOf(human),
    accountEnabled: status === 'active',
    proxyAddresses: [`SMTP:${mail}`, ...aliases.map((alias) => `smtp:${alias}`)],
  }
}

type Listed = Human & { readonly status: SourcePerson['status'] }
const isListed = (human: Human): human is Listed => human.status !== 'gone'

/** The HR system says since when. */
function recordOf(human: Listed): SourcePerson {
  const { number, part, mail, aliases, status, since } = human
  return {
    id: idIn(part, number),
    email: mail,
    aliases,
    name: nameOf(human),
    status,
    ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
  }
}

/** Who left for good is in no export. */
function csvOf(people: readonly Human[]): string {
  const rows = people
    .filter(({ status }) => status !== 'gone' && status !== 'deleted')
    .map((human) =>
      [idIn('contractors', human.number), human.mail, human.aliases.join('|'), nameOf(human), human.status].join(';'),
    )
  return `${['id;email;aliases;name;status', ...rows].join('\n')}\n`
}
