import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request as forward } from 'node:http'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { at, planIn, run } from './started.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'user-admin-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))
const file = async (name: string, text: string | Uint8Array): Promise<string> => {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

describe('README.md', () => {
  it.each(['houston', 'aac'])('shows examples/readme/%s.ts, in at most ten lines of code', async (name) => {
    const [readme, code] = await Promise.all([
      readFile(at('../README.md'), 'utf8'),
      readFile(at(`readme/${name}.ts`), 'utf8'),
    ])
    expect(readme).toContain(`\`\`\`ts\n${code}\`\`\``)
    const lines = code.split('\n').filter((line) => line !== '' && !line.startsWith('import '))
    expect(lines.length).toBeLessThanOrEqual(10)
  })

  it('its Houston lines run against a server as they stand', async () => {
    await using fake = await startFakeHouston({ seed: { workspaces: [{ label: 'Data Platform' }], users: 3 } })
    const { code, out } = await run('readme/houston.ts', [], { HOUSTON_URL: fake.url, HOUSTON_TOKEN: fake.token })
    expect(code).toBe(0)
    expect(out).toMatch(/outcome: 'pending'[\s\S]+status: 'invited'[\s\S]+\{ outcome: 'done' \}/)
    expect(fake.ledger.entries.map(({ operation }) => operation)).toEqual([
      'workspaceAddUser',
      expect.stringMatching(/^workspaceUp/) as string,
      'deleteInviteToken',
    ])
  })
})

describe('houston-crud', () => {
  it('creates, reads, changes and removes on a fake with no setup', async () => {
    const { code, out } = await run('houston-crud/main.ts')
    expect([code, out.split('\n').map((line) => line.slice(0, 16))]).toEqual([
      0,
      ['PRACTICE on a fa', 'create  pending:', 'read    invited,', 'change  pending:', 'remove  done: a ', ''],
    ])
  })

  it('leaves somebody who is a member already as they are', async () => {
    await using fake = await startFakeHouston({
      seed: {
        workspaces: [{ label: 'Data Platform' }],
        users: [
          { username: 'ana@example.edu', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'Data Platform' }] },
        ],
      },
    })
    const { code, err } = await run('houston-crud/main.ts', [], {
      HOUSTON_URL: fake.url,
      HOUSTON_TOKEN: fake.token,
      EMAIL: 'Ana@example.edu',
    })
    expect([code, fake.ledger.entries]).toEqual([1, []])
    expect(err).toMatch(/^conflict: ana@example\.edu is in Data Platform already/)
  })

  it.each<[string, Record<string, string>, RegExp]>([
    ['no token', {}, /^unauthenticated: .*service account/s],
    ['a wrong token', { HOUSTON_TOKEN: 'f'.repeat(32) }, /^unauthenticated: .*does not know the token/],
    [
      'an unknown workspace',
      { HOUSTON_TOKEN: '0123456789abcdef0123456789abcdef', HOUSTON_WORKSPACE: 'Nowhere' },
      /^not-found: .*"Nowhere".*\/w\//,
    ],
    [
      'an empty address',
      { HOUSTON_TOKEN: '0123456789abcdef0123456789abcdef', EMAIL: ' ' },
      /^invalid: " " is not an e-mail address/,
    ],
  ])('ends in one clear error for %s', async (_name, env, message) => {
    await using fake = await startFakeHouston({ seed: { workspaces: [{ label: 'Data Platform' }], users: 3 } })
    const { code, err } = await run('houston-crud/main.ts', [], { HOUSTON_URL: fake.url, ...env })
    expect([code, fake.ledger.entries]).toEqual([1, []])
    expect(err).toMatch(message)
    expect(err.trim().split('\n')).toHaveLength(1)
  })

  it.each<[string, Record<string, string>, RegExp]>([
    ['a token without an address', { HOUSTON_TOKEN: 'x'.repeat(32) }, /^HOUSTON_URL is missing/],
    ['an address without a scheme', { HOUSTON_URL: 'houston.example.com' }, /^[^\n]*url[^\n]*\n$/i],
    ['http to another machine', { HOUSTON_URL: 'http://houston.example.com' }, /^[^\n]*https[^\n]*\n$/],
  ])('practises on no fake for %s', async (_name, env, message) => {
    const { code, out, err } = await run('houston-crud/main.ts', [], env)
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(message)
  })

  it('says that nobody listens, and what is to be reached', async () => {
    const fake = await startFakeHouston()
    await fake.close()
    const { code, err } = await run('houston-crud/main.ts', [], {
      HOUSTON_URL: fake.url,
      HOUSTON_TOKEN: fake.token,
    })
    expect(code).toBe(1)
    expect(err).toMatch(/^unavailable: .*ECONNREFUSED/)
  }, 180_000)
})

describe('a private certificate authority', () => {
  /** The fake behind TLS, with a certificate that no machine trusts by itself. */
  async function behindTls(fake: { readonly url: string }): Promise<{ url: string; close: () => void }> {
    const [key, cert] = await Promise.all([readFile(at('test/tls/key.pem')), readFile(at('test/tls/certificate.pem'))])
    const server = createServer({ key, cert }, (request, response) => {
      const inner = forward(fake.url, { method: request.method, headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(response)
      })
      request.pipe(inner)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    return { url: `https://127.0.0.1:${port}/v1`, close: () => void server.close() }
  }

  it('is not trusted by itself: one error that names the remedy, nothing sent; and is once it is named', async () => {
    await using fake = await startFakeHouston({ seed: { workspaces: [{ label: 'Data Platform' }], users: 3 } })
    const { url, close } = await behindTls(fake)
    try {
      const env = { HOUSTON_URL: url, HOUSTON_TOKEN: fake.token }
      const refused = await run('houston-crud/main.ts', [], env)
      expect([refused.code, fake.requests()]).toEqual([1, 0])
      expect(refused.err).toMatch(/^unavailable: .*NODE_EXTRA_CA_CERTS.*\((?:DEPTH_ZERO_)?SELF_SIGNED_CERT/)
      const trusted = await run('houston-crud/main.ts', [], {
        ...env,
        NODE_EXTRA_CA_CERTS: at('test/tls/certificate.pem'),
      })
      expect([trusted.code, trusted.err]).toEqual([0, ''])
    } finally {
      close()
    }
  })
})

describe('clear-workspace', () => {
  it('prints the plan and changes nothing, then does that very plan when it is approved', async () => {
    const shown = await run('clear-workspace/main.ts', ['--transfer-to', 'ta@example.edu'])
    expect([shown.code, shown.err]).toEqual([0, ''])
    expect(shown.out).toContain('27 people read; 25 to remove')
    expect(shown.out).toContain(
      'typo (25): The list of protected people names 1 who is not here: ana.riuz@example.edu (ana.ruiz@example.edu?).',
    )
    expect(shown.out).toContain('Nothing was changed.')
    const id = planIn(shown.out)

    const held = await run('clear-workspace/main.ts', [
      '--transfer-to',
      'ta@example.edu',
      '--approve',
      id,
      '--by',
      'ana',
    ])
    expect(held.code).toBe(2)
    expect(held.out).toContain('Ended: 25 skipped')
    const done = await run('clear-workspace/main.ts', [
      '--transfer-to',
      'ta@example.edu',
      '--approve',
      id,
      '--by',
      'ana',
      '--release',
      'per-run,typo',
    ])
    expect([done.code, done.err]).toEqual([0, ''])
    expect(done.out).toContain('Ended: 25 done\nRead again: 0 left')
  }, 180_000)

  it('keeps the person whose name was written right', async () => {
    const csv = await file('right.csv', '\uFEFFName;E-Mail\r\nAna;ANA.Ruiz@example.edu\r\nAssistant;ta@example.edu\r\n')
    const { code, out } = await run('clear-workspace/main.ts', [csv, '--leave-assets'])
    expect(code).toBe(0)
    expect(out).toContain('27 people read; 24 to remove; 1 left alone')
    expect(out).not.toContain('typo')
  })

  it.each<[string, string | Uint8Array | undefined, readonly string[], RegExp]>([
    ['a file that is not there', undefined, [], /ENOENT/],
    ['an empty file', '', [], /^invalid: The table is empty/],
    ['only a heading', 'email\n', [], /^invalid: .*nobody/],
    ['a file that is no text', new Uint8Array([0xff, 0xfe, 0x65, 0x00]), [], /^invalid: The file is no text in UTF-8/],
    ['a quote that does not end', 'email\n"ana@example.edu\n', [], /^invalid: .*quoted cell/],
    ['a row that is no address', 'email\nana@example.edu\nana(at)example.edu\n', [], /^invalid: .*line 3/],
    [
      'an approval of another plan',
      'email\nta@example.edu\n',
      ['--approve', 'f'.repeat(64), '--by', 'ana'],
      /^invalid: The approval is for another plan/,
    ],
    [
      'a release that is no guard',
      'email\nta@example.edu\n',
      ['--approve', 'x', '--by', 'ana', '--release', 'all'],
      /^invalid: "all" is no guard/,
    ],
    [
      'two decisions about assets',
      'email\nta@example.edu\n',
      ['--transfer-to', 'ta@example.edu', '--leave-assets'],
      /exclude each other[\s\S]+Usage:/,
    ],
    ['a name without an approval', 'email\nta@example.edu\n', ['--by', 'ana'], /go with --approve/],
    ['an option that is none', 'email\nta@example.edu\n', ['--force'], /Unknown option '--force'[\s\S]+Usage:/],
  ])('ends in one clear error for %s', async (name, text, args, message) => {
    const path = text === undefined ? join(folder, 'missing.csv') : await file(`${name.replaceAll(' ', '-')}.csv`, text)
    const { code, err } = await run('clear-workspace/main.ts', [path, ...args])
    expect(code).toBe(1)
    expect(err).toMatch(message)
  })

  it('ends in one clear error for a file of credentials that is none', async () => {
    const creds = await file('creds.json', '{"access_token":')
    const { code, err } = await run('clear-workspace/main.ts', [], { AAC_REGION: 'us1', AAC_CREDS: creds })
    expect(code).toBe(1)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect(err).toMatch(/^unauthenticated: .*creds\.json is not JSON.*Generate/)
  })

  it('practises on no fake when a real system is half named', async () => {
    const { code, out, err } = await run('clear-workspace/main.ts', [], { AAC_CREDS: 'creds.json' })
    expect([code, out]).toEqual([1, ''])
    expect(err).toMatch(/^AAC_REGION is missing/)
  })

  it('refuses a region that there is none', async () => {
    await using fake = await startFakeAac()
    const creds = await file('good.json', JSON.stringify(fake.creds()))
    const { code, err } = await run('clear-workspace/main.ts', [], { AAC_REGION: 'mars', AAC_CREDS: creds })
    expect(code).toBe(1)
    expect(err).toMatch(/us1, eu1/)
  })
})
