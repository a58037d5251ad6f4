// Opens a page with a bundled script in Chromium and prints what it shows: `node browser.js <bundle> <places as JSON>`.
// Browsers ask other origins for leave, which neither system gives: as a web app would, the server of the page hands on
// what the page asks of them.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { chromium } from 'playwright-core'

const [, , bundle, given] = process.argv
const { houston, aac } = JSON.parse(given)
const script = readFileSync(bundle)

async function handOn(request, response) {
  const to = new URL(request.url, /^\/v1\/?$/.test(request.url) ? houston.url : aac.hosts.gateway)
  const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers
  const body = request.method === 'GET' ? undefined : await text(request)
  const answer = await fetch(to, { method: request.method, headers, body })
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
  response.end(await answer.text())
}

const server = createServer((request, response) => {
  if (request.url === '/page.js') response.setHeader('content-type', 'text/javascript').end(script)
  else if (request.url === '/page')
    response.setHeader('content-type', 'text/html').end(`<head><script>const places = ${JSON.stringify(places)}</script>
<script type="module" src="/page.js"></script></head><body></body>`)
  else handOn(request, response).catch(() => response.writeHead(502).end())
})
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = `http://127.0.0.1:${server.address().port}`
const places = {
  houston: { ...houston, url: origin },
  aac: { ...aac, hosts: { gateway: origin, app: origin, tokenServer: origin } },
}

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
})
try {
  const page = await browser.newPage()
  const wrong = []
  page.on('pageerror', (error) => wrong.push(String(error)))
  await page.goto(`${origin}/page`)
  await page
    .waitForFunction(() => document.body.textContent !== '', undefined, { timeout: 30_000 })
    .catch(() => undefined)
  console.log(await page.textContent('body'), ...wrong)
  if (wrong.length > 0) process.exitCode = 1
} finally {
  await browser.close()
  server.close()
  server.closeAllConnections()
}
