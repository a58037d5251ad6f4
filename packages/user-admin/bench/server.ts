import { createServer } from 'node:http'
import { parentPort, workerData } from 'node:worker_threads'

// A server that answers at once, in a thread of its own: what is measured is the client.
const { answers, latency } = workerData as { answers: Record<string, string>; latency: number }
const server = createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    const body = answers[new URL(request.url ?? '/', 'http://x').pathname] ?? '{}'
    const give = (): void => void response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    if (latency > 0) setTimeout(give, latency)
    else give()
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  parentPort?.postMessage(typeof address === 'object' ? address?.port : undefined)
})
