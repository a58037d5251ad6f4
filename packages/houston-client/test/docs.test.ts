import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { createServer as createProxy, request as forward, type OutgoingHttpHeaders } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { survey } from '../codegen/survey.ts'
import { type FakeHouston, startFakeHouston } from '../src/testing/index.ts'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const page = readFileSync(at('../docs/own-server.md'), 'utf8')
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, code = '']) => code)

// Its own authority: in a store of trust it stands for a private one as well.
const certificate = at('../../../examples/test/tls/certificate.pem')
const workspace = 'ckbv818oa00r107606ywhoqtw'

/** A program of the page, as its user runs it. */
function run(
  file: string,
  env: Readonly<Record<string, string>>,
  options: { readonly cwd?: string; readonly flags?: readonly string[] } = {},
): Promise<{ readonly out: string; readonly err: string }> {
  const { cwd = tmpdir(), flags = [] } = options
  const { PATH = '' } = process.env
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--conditions=source', ...flags, at(`readme/${file}`)],
      { cwd, env: { PATH, ...env } },
      (_error, out, err) => resolve({ out, err }),
    )
  })
}

/** A proxy as companies have them: it is told a host, and passes on what it cannot read. */
async function startProxy(): Promise<AsyncDisposable & { readonly url: string; readonly seen: OutgoingHttpHeaders[] }> {
  const seen: OutgoingHttpHeaders[] = []
  const server = createProxy()
  server.on('connect', ({ url = '', headers }, socket) => {
    seen.push({ url, ...headers })
    if (headers['proxy-authorization'] === 'Basic bm9ib2R5Ondyb25n') {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    const { hostname, port } = new URL(`http://${url}`)
    const target = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    for (const one of [socket, target]) one.on('error', () => [socket, target].map((other) => other.destroy()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}

let fake: FakeHouston
let url: string
let folder: string
let close: () => void
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'docs-'))
  fake = await startFakeHouston({
    release: '0.37.5',
    seed: { workspaces: [{ id: workspace, label: 'Spring' }], users: ['ana@example.org'] },
  })
  const [key, cert] = [readFileSync(at('../../../examples/test/tls/key.pem')), readFileSync(certificate)]
  const server = createServer({ key, cert }, (request, response) => {
    const inner = forward(fake.url, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
    })
    request.pipe(inner)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  close = () => {
    server.close()
    server.closeAllConnections()
  }
})
afterAll(async () => {
  close()
  await fake.close()
  rmSync(folder, { recursive: true })
})
const houston = (): { HOUSTON_URL: string; HOUSTON_TOKEN: string } => ({ HOUSTON_URL: url, HOUSTON_TOKEN: fake.token })

describe('the page about your own server', () => {
  it('shows code that is compiled and run here', () => {
    const files = new Set(readdirSync(at('readme')).map((name) => readFileSync(at(`readme/${name}`), 'utf8')))
    expect(blocks('ts').length).toBeGreaterThan(3)
    for (const block of blocks('ts')) expect(files).toContain(block)
    expect(blocks('yaml')[0]).toBe(readFileSync(at('readme/codegen.yml'), 'utf8'))
  })

  it('leads to its own headings', () => {
    const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, text = '']) => text.toLowerCase().replaceAll(' ', '-'))
    expect([...page.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor)).toEqual(headings)
  })
})

describe('a private authority', () => {
  it('is unknown to Node even where a .env file names it, and the error says what to set', async () => {
    const cwd = mkdtempSync(join(folder, 'unknown-'))
    writeFileSync(join(cwd, 'trust.env'), `NODE_EXTRA_CA_CERTS=${certificate}\n`)
    const { err } = await run('saved-release.ts', houston(), { cwd, flags: ['--env-file=trust.env'] })
    expect(err).toMatch(/not trusted.* NODE_EXTRA_CA_CERTS \(DEPTH_ZERO_SELF_SIGNED_CERT\)/)
    expect(err).not.toContain(fake.token)
  })

  it('is known where the environment names it, and a proxy beside it is not used unless Node is told to', async () => {
    const cwd = mkdtempSync(join(folder, 'known-'))
    const env = { ...houston(), NODE_EXTRA_CA_CERTS: certificate, HTTPS_PROXY: 'http://127.0.0.1:9' }
    const { out } = await run('saved-release.ts', env, { cwd })
    expect(out).toContain("label: 'Spring'")
  })
})

describe('a proxy', () => {
  const trust = { NODE_EXTRA_CA_CERTS: certificate }
  it.each([
    ['is used, and told name and password', { NODE_USE_ENV_PROXY: '1' }, ['Basic bWU6c2VjcmV0']],
    ['is not used for an exception', { NODE_USE_ENV_PROXY: '1', NO_PROXY: '127.0.0.1' }, []],
  ])('of the environment %s', async (_, env, expected) => {
    await using proxy = await startProxy()
    const cwd = mkdtempSync(join(folder, 'proxy-'))
    const HTTPS_PROXY = proxy.url.replace('//', '//me:secret@')
    const { out } = await run('saved-release.ts', { ...houston(), ...trust, ...env, HTTPS_PROXY }, { cwd })
    expect(out).toContain("label: 'Spring'")
    expect([...new Set(proxy.seen.map((headers) => headers['proxy-authorization']))]).toEqual(expected)
    for (const headers of proxy.seen) expect(`https://${String(headers['url'])}`).toBe(url)
    expect(JSON.stringify(proxy.seen)).not.toContain(fake.token)
  })

  it('that refuses is a connection that broke', async () => {
    await using proxy = await startProxy()
    const HTTPS_PROXY = proxy.url.replace('//', '//nobody:wrong@')
    const env = { ...houston(), ...trust, NODE_USE_ENV_PROXY: '1', HTTPS_PROXY }
    const { err } = await run('saved-release.ts', env, { cwd: mkdtempSync(join(folder, 'refused-')) })
    expect(err).toContain('the connection broke before an answer came (UND_ERR_ABORTED)')
  })

  it('and an authority can be set by a program, for all of it', async () => {
    await using proxy = await startProxy()
    const env = { ...houston(), CA: certificate, PROXY: proxy.url }
    const flags = [`--import=${at('readme/whole-process.ts')}`]
    const { out } = await run('saved-release.ts', env, { cwd: mkdtempSync(join(folder, 'whole-')), flags })
    expect(out).toContain("label: 'Spring'")
    expect(proxy.seen.length).toBeGreaterThan(0)
  })

  it('can be for this client alone', async () => {
    await using proxy = await startProxy()
    const { out } = await run('proxy.ts', { ...houston(), ...trust, PROXY: proxy.url })
    expect(out).toBe('0.37.5\n')
    expect(proxy.seen.length).toBeGreaterThan(0)
  })
})

describe('a release that was saved', () => {
  it('spares the question', async () => {
    await using other = await startFakeHouston({ release: '0.37.5', introspection: false })
    const cwd = mkdtempSync(join(folder, 'saved-'))
    const env = { HOUSTON_URL: other.url, HOUSTON_TOKEN: other.token }
    const first = await run('saved-release.ts', env, { cwd })
    expect(existsSync(join(cwd, 'houston-release.json'))).toBe(true)
    const asked = other.requests()
    const second = await run('saved-release.ts', env, { cwd })
    expect([asked, other.requests() - asked]).toEqual([2, 1])
    expect(second).toEqual(first)
  })
})

describe('documents of your own', () => {
  it('get their types from the schema that was written', async () => {
    const cwd = mkdtempSync(join(folder, 'own-'))
    mkdirSync(join(cwd, 'src'))
    cpSync(at('readme/codegen.yml'), join(cwd, 'codegen.yml'))
    cpSync(at('readme/own-schema.ts'), join(cwd, 'src', 'own-schema.ts'))
    symlinkSync(at('../../../node_modules'), join(cwd, 'node_modules'))
    await survey({ url: fake.url, token: fake.token, file: join(cwd, 'houston-example.com.graphql') })
    const cli = at('../../../node_modules/@graphql-codegen/cli/esm/bin.js')
    await new Promise((resolve) => execFile(process.execPath, [cli, '--config', 'codegen.yml'], { cwd }, resolve))
    const written = readFileSync(join(cwd, 'src', 'generated.ts'), 'utf8')
    expect(written).toBe(readFileSync(at('readme/generated.ts'), 'utf8'))
  })

  it('are answered', async () => {
    const { out } = await run('own-schema.ts', { HOUSTON_URL: fake.url, HOUSTON_TOKEN: fake.token })
    expect(out).toContain("ana@example.org [ { role: 'WORKSPACE_VIEWER' } ]")
  })
})
