import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { People, PeopleAsked, PersonRow, Requests, View } from '../src/console/protocol.ts'
import { strict } from '../src/console/server/answering.ts'
import { PageFiles } from '../src/console/server/page-files.ts'
import { failureOf, Refused } from '../src/console/server/refused.ts'

/** What the stage answers by, where a test wants more than the view of now; one that throws {@link Refused} refuses. */
export type Scenes = { readonly [N in keyof Requests]?: (given: never) => unknown }

/** A server that shows the page whatever view a test sets, so that every one of them can be looked at. */
export interface Stage extends AsyncDisposable {
  readonly link: string
  /** What the page asked for, in order, but for the people. */
  readonly asked: readonly { readonly name: string; readonly given: unknown }[]
  /** Sets the scene, as the server would by itself. */
  show(part: Partial<View>): void
  view(): View
  /** The server is gone, and comes back. */
  leave(): void
  comeBack(): void
}

/** Where the built page lies. */
export const pageFiles: string = fileURLToPath(new URL('../dist/console/', import.meta.url))

/** Starts a stage with a first view, people to look at, and what is answered to what the person does. */
export async function startStage(
  first: View,
  { people = [], scenes }: { readonly people?: readonly PersonRow[]; readonly scenes?: (stage: Stage) => Scenes } = {},
): Promise<Stage> {
  const files = new PageFiles(pageFiles)
  const watchers = new Set<ServerResponse>()
  const asked: { name: string; given: unknown }[] = []
  let view = first
  let isGone = false
  let answers: Scenes = {}

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/'
    if (!path.startsWith('/api/')) {
      const file = await files.at(path)
      if (file === undefined) return void response.writeHead(404, strict).end()
      return void response.writeHead(200, { ...strict, 'content-type': file.type }).end(file.content)
    }
    if (isGone) return void response.destroy()
    const name = path.slice(5) as keyof Requests | 'watch'
    const pieces: Buffer[] = []
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece)
    const given: unknown = JSON.parse(Buffer.concat(pieces).toString())
    if (name !== 'open' && request.headers['x-user-admin-session'] !== 'session')
      return json(response, { problem: 'session', says: '' }, 401)
    if (name === 'watch') {
      watchers.add(response.writeHead(200, { ...strict, 'content-type': 'application/x-ndjson' }))
      response.once('close', () => watchers.delete(response))
      return void response.write(`${JSON.stringify(view)}\n`)
    }
    if (name === 'people') return json(response, partOf(people, given as PeopleAsked))
    asked.push({ name, given })
    if (name === 'open') return json(response, { session: 'session' })
    const scene = answers[name] as ((given: unknown) => unknown) | undefined
    try {
      json(response, scene?.(given) ?? view)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      json(response, failureOf(error), error.status)
    }
  }
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stage: Stage = {
    link: `http://127.0.0.1:${(server.address() as AddressInfo).port}/#once`,
    asked,
    view: () => view,
    show: (part) => {
      view = { ...view, ...part, version: view.version + 1 }
      for (const watcher of watchers) watcher.write(`${JSON.stringify(view)}\n`)
    },
    leave: () => {
      isGone = true
      for (const watcher of watchers) watcher.destroy()
    },
    comeBack: () => {
      isGone = false
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  answers = scenes?.(stage) ?? {}
  return stage
}

function json(response: ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { ...strict, 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const order = new Intl.Collator('en', { numeric: true })
const sortedBefore = new WeakMap<readonly PersonRow[], Map<string, readonly PersonRow[]>>()

function partOf(people: readonly PersonRow[], asked: PeopleAsked): People {
  const { from, count, preview: _, ...query } = asked
  const before = sortedBefore.get(people) ?? new Map<string, readonly PersonRow[]>()
  sortedBefore.set(people, before)
  const rows = before.get(JSON.stringify(query)) ?? sortedOf(people, asked)
  before.set(JSON.stringify(query), rows)
  return { total: rows.length, from, rows: rows.slice(from, from + count) }
}

function sortedOf(people: readonly PersonRow[], asked: PeopleAsked): readonly PersonRow[] {
  const { search = '', fate, sort = 'name', descending = false } = asked
  const found = people.filter(
    (row) =>
      (fate === undefined ||
        row.fate === fate ||
        (fate === 'go' && (row.fate === 'suspend' || row.fate === 'remove'))) &&
      `${row.name} ${row.email}`.toLowerCase().includes(search.toLowerCase()),
  )
  const key = (row: PersonRow): string => String(row[sort] ?? row.email)
  const sorted = found.toSorted((a, b) => order.compare(key(a), key(b)))
  if (descending) sorted.reverse()
  return sorted
}
