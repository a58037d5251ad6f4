import { createServer, type IncomingMessage } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

// Fixed answers by path, or the pages of a list of `people` (Houston's by cursor, AAC's by offset), after `latency` ms.
const {
  answers = {},
  people = 0,
  latency = 0,
} = workerData as {
  answers?: Record<string, string>
  people?: number
  latency?: number
}

const id = (index: number): string => `ckbv818oa00r1076${String(index).padStart(9, '0')}`

function houstonPage(body: string): string {
  const { cursor, take } = (JSON.parse(body) as { variables: { cursor: string; take: number } }).variables
  const start = cursor === '' ? 0 : Number(cursor.slice(16)) + 1
  const page = Array.from({ length: Math.max(0, Math.min(take, people - start)) }, (_, offset) => ({
    id: id(start + offset),
    username: `person${start + offset}@example.com`,
    fullName: `Person ${start + offset}`,
    status: 'active',
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    emails: [{ address: `person${start + offset}@example.com`, primary: true, verified: true }],
    roleBindings: [
      {
        id: `b${start + offset}`,
        role: 'WORKSPACE_VIEWER',
        createdAt: '2026-01-01T00:00:00.000Z',
        workspace: { id: 'w1', label: 'one' },
        deployment: null,
      },
    ],
  }))
  return JSON.stringify({ data: { paginatedWorkspaceUsers: page } })
}

function aacPage(url: URL): string {
  const [limit, offset] = [Number(url.searchParams.get('limit')), Number(url.searchParams.get('offset'))]
  // Everybody is active: the lists of other statuses are empty.
  const all = url.searchParams.has('status') || url.searchParams.has('includeStatus') ? 0 : people
  const data = Array.from({ length: Math.max(0, Math.min(limit, all - offset)) }, (_, index) => ({
    id: offset + index + 1,
    gid: `01JQ4Z7M2N8V5T0C9XW${offset + index}`,
    email: `person${offset + index}@example.com`,
    name: `Person ${offset + index}`,
    isDisabled: false,
    state: 'active',
    lastStateChange: null,
    lastLoginTime: '2026-02-11T09:14:03.000Z',
    createdAt: '2025-09-01T11:58:40.000Z',
    updatedAt: '2026-02-11T09:14:03.000Z',
    authorizationRoles: [{ policyId: 81003, workspaceId: 41877, name: 'Viewer' }],
  }))
  return JSON.stringify({ data, count: all })
}

function answer(request: IncomingMessage, body: string): string {
  const url = new URL(request.url ?? '/', 'http://x')
  const fixed = answers[url.pathname]
  if (fixed !== undefined) return fixed
  return request.method === 'POST' ? houstonPage(body) : aacPage(url)
}

const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (chunk: string) => {
    body += chunk
  })
  request.on('end', () => {
    const give = (): void =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end(answer(request, body))
    if (latency > 0) setTimeout(give, latency)
    else give()
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined)
})
