import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AacClient, AacError } from '../src/index.ts'

/** A server of people, honest or not, in this process. */
interface Server {
  /** One letter a person, in the order of their ids: active, invited (`n`), suspended. The caller comes before them. */
  readonly people: readonly ('a' | 'n' | 's')[]
  /** Rows on a page, at most. */
  readonly cap: number
  readonly counts: boolean
  /** Does it know `offset`? */
  readonly offset: boolean
  /** Does a list leave out invited and suspended people unless asked? */
  readonly hides: boolean
  readonly status: 'honoured' | 'ignored' | 'refused'
  /** Does the list of the token's own workspace know `includeStatus`? */
  readonly includes: boolean
  /** Is the list of the token's own workspace there? */
  readonly own: boolean
  /** Where the list of a workspace is. */
  readonly at: 'gateway' | 'app' | 'nowhere'
  /** How ids are written. */
  readonly write: 'number' | 'text'
}

const servers: fc.Arbitrary<Server> = fc.record({
  people: fc.array(fc.constantFrom('a' as const, 'a' as const, 'n' as const, 's' as const), { maxLength: 40 }),
  cap: fc.integer({ min: 1, max: 12 }),
  counts: fc.boolean(),
  offset: fc.constantFrom(true, true, true, false),
  hides: fc.boolean(),
  status: fc.constantFrom('honoured' as const, 'ignored' as const, 'refused' as const),
  includes: fc.boolean(),
  own: fc.boolean(),
  at: fc.constantFrom('gateway' as const, 'app' as const, 'nowhere' as const),
  write: fc.constantFrom('number' as const, 'text' as const),
})

const refused = (status: number, name: string): Response => Response.json({ exception: { name } }, { status })

function fetchOf(server: Server): typeof fetch {
  const everybody = ['a', ...server.people].map((status, index) => ({
    id: server.write === 'text' ? String(index + 1) : index + 1,
    status,
  }))
  const rows = (url: URL, asked: readonly string[]): Response => {
    const shown = everybody.filter(({ status }) =>
      asked.length > 0 ? asked.includes(status) : !server.hides || status === 'a',
    )
    const from = server.offset ? Number(url.searchParams.get('offset')) : 0
    const data = shown.slice(from, from + Math.min(Number(url.searchParams.get('limit')), server.cap))
    return Response.json({ data, ...(server.counts ? { count: shown.length } : {}) })
  }
  return async (input, init) => {
    const url = new URL(new Request(input, init).url)
    if (url.pathname.endsWith('/workspaces/current'))
      return Response.json({ id: 41, workspace_member_count: everybody.length })
    if (url.pathname === '/v4/people') {
      if (!server.own) return refused(410, 'GoneException')
      const words = server.includes ? (url.searchParams.get('includeStatus') ?? '') : ''
      const besides = words.split(',').map((word) => word.charAt(0))
      return rows(url, besides.includes('n') || besides.includes('s') ? ['a', ...besides] : [])
    }
    const plane = url.host.startsWith('api.') ? 'gateway' : 'app'
    if (plane !== server.at) return refused(404, 'RouteNotFoundException')
    const status = url.searchParams.get('status')
    if (status === null || server.status === 'ignored') return rows(url, [])
    return server.status === 'refused' ? refused(400, 'ApiValidationFailed') : rows(url, [status.charAt(0)])
  }
}

async function listed(server: Server, fetch = fetchOf(server)): Promise<readonly string[] | AacError> {
  const client = new AacClient({ region: 'us1', token: 'token', retries: 0, fetch })
  const ids: string[] = []
  try {
    for await (const { id } of client.people(41, { holds: 1 })) ids.push(id)
    return ids
  } catch (error) {
    if (error instanceof AacError) return error
    throw error
  }
}

/** Everybody, once each. */
const whole = ({ people }: Server): readonly string[] => ['a', ...people].map((_, index) => String(index + 1))

describe('a list of people', () => {
  it('is whole, or an error, whatever the server does', async () => {
    await fc.assert(
      fc.asyncProperty(servers, async (server) => {
        const found = await listed(server)
        if (found instanceof AacError) expect(found.effect).toBe('none')
        else expect(found.toSorted(byNumber)).toEqual(whole(server))
      }),
      { numRuns: 250 },
    )
  })

  it('is whole where the server can show it', async () => {
    await fc.assert(
      fc.asyncProperty(servers, async (drawn) => {
        const able = (drawn.own && drawn.includes) || (drawn.at !== 'nowhere' && drawn.status === 'honoured')
        const server = { ...drawn, offset: true, own: drawn.own || !able, includes: drawn.includes || !able }
        expect(await listed(server)).toEqual(expect.arrayContaining([...whole(server)]))
      }),
      { numRuns: 100 },
    )
  })

  it('is judged by an oracle that notices somebody left out', async () => {
    const honest: Server = {
      people: ['n'],
      cap: 12,
      counts: false,
      offset: true,
      hides: true,
      status: 'honoured',
      includes: true,
      own: true,
      at: 'gateway',
      write: 'text',
    }
    expect(await listed(honest)).toEqual(whole(honest))
    // The planted bug: the invited person is told to no question.
    expect(await listed(honest, fetchOf({ ...honest, people: [] }))).not.toEqual(whole(honest))
  })
})

function byNumber(one: string, other: string): number {
  return Number(one) - Number(other)
}
