import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { StoredPair } from '../src/index.ts'
import { type FakeAac, startFakeAac } from '../src/testing/index.ts'
import { client } from './docs/store.ts'

// Processes start slowly where many tests run at once.
vi.setConfig({ testTimeout: 90_000 })

const page = readFileSync(new URL('../docs/tokens.md', import.meta.url), 'utf8')
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

let folder: string
let fake: FakeAac
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aac-docs-'))
  fake = await startFakeAac({ seed: { people: 1 }, reuseRevokes: true })
})
afterAll(async () => {
  await fake.close()
  rmSync(folder, { recursive: true })
})

/** Runs a program of the page as its user would, in a folder of its own. */
async function run(name: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const flags = ['--conditions=source', '--disable-warning=ExperimentalWarning', '--import', path('readme/to-fake.ts')]
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, path(`docs/${name}.ts`)], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', FAKE_URL: fake.url, ...env },
  })
  return stdout
}

describe('the page on tokens', () => {
  it.each(['file.ts', 'access-token.ts', 'vault.ts', 'vault-command.js', 'principal.ts', 'store.ts'])(
    'shows %s as it is',
    (name) => {
      const code = readFileSync(path(`docs/${name}`), 'utf8')
      expect(page).toContain(`\`\`\`${name.split('.').at(-1)}\n${code}\`\`\``)
    },
  )

  it('leads nowhere in vain', () => {
    const headings = [...page.matchAll(/^## (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replaceAll(' ', '-'))
    const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, link]) => link)
    expect(new Set(links)).toEqual(new Set(headings))
  })

  it('names every error of a token', () => {
    const codes = [...page.matchAll(/`([A-Z]+_[A-Z_]+|LOCKED)`/g)].map(([, code]) => code)
    const sources = ['tokens', 'oauth', 'file-tokens', 'exec-tokens', 'lock', 'given']
    const thrown = sources.flatMap((name) =>
      [...readFileSync(path(`../src/${name}.ts`), 'utf8').matchAll(/'([A-Z]+_[A-Z_]+|LOCKED)'/g)].map(
        ([, code]) => code,
      ),
    )
    expect(new Set(codes)).toEqual(new Set(thrown.filter((code) => code !== 'SIGINT')))
  })
})

describe('a program of the page', () => {
  it('works with a token file', async () => {
    writeFileSync(join(folder, 'creds.json'), JSON.stringify(fake.creds()))
    expect(await run('file')).toBe('spring-class\n')
  })

  it('prints an access token for a program in another language', async () => {
    writeFileSync(join(folder, 'creds.json'), JSON.stringify(fake.creds()))
    const headers = { authorization: `Bearer ${await run('access-token')}` }
    const answer = await fetch(`${fake.url}/iam/v1/workspaces/current`, { headers })
    expect([answer.status, await answer.json()]).toMatchObject([200, { name: 'spring-class' }])
  })

  it('works with a vault that counts versions', async () => {
    const kept = { version: 1, data: fake.creds() as Record<string, unknown> }
    const asked = new Set<string>()
    const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      asked.add(`${request.headers['x-vault-token']?.toString()} ${request.url}`)
      const body = await text(request)
      if (request.method === 'POST') {
        const { options, data } = JSON.parse(body) as { options: { cas: number }; data: Record<string, unknown> }
        if (options.cas !== kept.version) response.statusCode = 400
        else Object.assign(kept, { version: kept.version + 1, data })
      }
      const { version, data } = kept
      response.end(JSON.stringify({ data: { data, metadata: { version } } }))
    }
    const vault = createServer((request, response) => void answer(request, response))
    await new Promise<void>((resolve) => vault.listen(0, '127.0.0.1', resolve))
    const { port } = vault.address() as AddressInfo
    copyFileSync(path('docs/vault-command.js'), join(folder, 'vault-command.js'))
    const env = { VAULT_ADDR: `http://127.0.0.1:${port}`, VAULT_TOKEN: 'a vault token' }
    // A refused token leads through the whole protocol.
    fake.fault({ on: 'readCurrentWorkspace', give: { status: 401 } })
    expect(await run('vault', env)).toBe('spring-class\n')
    expect(Object.keys(kept.data)).toEqual(['access_token', 'refresh_token'])
    expect(fake.placeOf(String(kept.data['refresh_token']))?.generation).toBeGreaterThan(0)
    expect([...asked]).toEqual(['a vault token /v1/secret/data/aac/spring-class'])
    vault.close()
  })

  it('works with a service principal', async () => {
    const { clientId, clientSecret, workspaceGid } = fake.principal()
    writeFileSync(join(folder, 'secret.txt'), `${clientSecret}\n`)
    const env = {
      AAC_TOKEN_SERVER: 'https://pingauth-us1.alteryxcloud.com/as',
      AAC_CLIENT_ID: clientId,
      AAC_WORKSPACE_GID: workspaceGid,
    }
    expect(await run('principal', env)).toBe('spring-class\n')
  })

  it('compiles with a store of its own', () => {
    let kept: StoredPair = { tokens: fake.tokens() }
    const row = {
      load: async () => kept,
      save: async (pair: StoredPair) => {
        kept = pair
      },
    }
    expect(client(row)).toBeDefined()
  })
})
