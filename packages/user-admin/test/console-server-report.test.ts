import { generateKeyPairSync } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { crc32, inflateRawSync } from 'node:zlib'
import { manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it, vi } from 'vitest'
import { type ZipFile, zipped } from '../src/console/server/zip.ts'
import { verifyEvidence } from '../src/evidence/verify.ts'
import { memoryState } from '../src/index.ts'
import { type ConsoleScene, startConsoleScene } from './console-scene.ts'

/** What an archive holds, read by the list at its end, as programs that open one do. */
function unzipped(archive: Buffer): readonly ZipFile[] {
  const end = archive.lastIndexOf('PK\u0005\u0006', undefined, 'latin1')
  let at = archive.readUInt32LE(end + 16)
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const [crc, size, length] = [
      archive.readUInt32LE(at + 16),
      archive.readUInt32LE(at + 20),
      archive.readUInt16LE(at + 28),
    ]
    const local = archive.readUInt32LE(at + 42)
    const name = archive.toString('ascii', at + 46, at + 46 + length)
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const content = inflateRawSync(archive.subarray(from, from + size))
    expect([name, crc32(content), archive.toString('ascii', local + 30, local + 30 + length)]).toEqual([
      name,
      crc,
      name,
    ])
    at += 46 + length
    return { name, content }
  })
}

/** Puts what was downloaded where somebody unpacks it; the folder in it is answered. */
async function unpacked(under: string, text: string): Promise<string> {
  const files = unzipped(Buffer.from(text, 'base64'))
  for (const { name, content } of files) {
    await mkdir(dirname(join(under, name)), { recursive: true })
    await writeFile(join(under, name), content)
  }
  return join(under, files[0]?.name.split('/')[0] ?? '')
}

const class2 = (options: Parameters<typeof startFakeAac>[0] = {}) =>
  startFakeAac({
    ...options,
    seed: {
      workspaces: ['one', 'two'].map((name) => ({
        name,
        people: [
          { email: 'me@example.edu', isAdmin: true },
          { email: 'head@example.edu', isAdmin: true },
          { email: `=ana-${name}@example.edu` },
        ],
      })),
    },
  })

async function run(scene: ConsoleScene): Promise<void> {
  await scene.ask('protect', { text: '', admins: true, onlyMe: false, rest: 'suspend' })
  await scene.ask('preview')
  const { preview } = await scene.until((view) => view.preview?.state === 'ready')
  await scene.ask('run', { preview: preview?.id ?? '', count: 2 })
  await scene.until((view) => view.run?.state === 'done')
}

describe('what is downloaded for an audit', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const pem = {
    private: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    public: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  }

  it.each([
    { name: 'signed by the key of the configuration', isSigned: true, verdict: 'proved' },
    { name: 'consistent without one', isSigned: false, verdict: 'consistent' },
  ])('is what the command line checks: $name', async ({ isSigned, verdict }) => {
    await using fake = await class2()
    const configured = isSigned ? { file: 'user-admin.yaml', policy: {}, key: async () => pem.private } : undefined
    await using scene = await startConsoleScene({ fetch: fake.fetch, configured })
    await scene.ask('connect', { text: JSON.stringify(['one', 'two'].map((workspace) => fake.creds({ workspace }))) })
    await run(scene)
    const { name, type, text, isBase64 } = await scene.ask('report', { form: 'evidence' })
    expect([type, isBase64, /^evidence-\d{4}-\d\d-\d\d\.zip$/u.test(name)]).toEqual(['application/zip', true, true])
    const under = await mkdtemp(join(tmpdir(), 'user-admin-evidence-'))
    try {
      const folder = await unpacked(under, text)
      const found = await verifyEvidence(folder, isSigned ? { publicKey: pem.public } : {})
      expect([found.verdict, found.kind, found.faults]).toEqual([verdict, 'access', []])
      expect(found.journal).toBeGreaterThan(5)
      const { targets } = JSON.parse(await readFile(join(folder, 'access.json'), 'utf8')) as {
        readonly targets: readonly { readonly target: string; readonly read: string }[]
      }
      expect(targets.map(({ target, read }) => [target, read])).toEqual([
        ['one', 'whole'],
        ['two', 'whole'],
      ])
      await writeFile(join(folder, 'access.csv'), 'nobody\r\n')
      expect((await verifyEvidence(folder)).verdict).toBe('broken')
    } finally {
      await rm(under, { recursive: true, force: true })
    }
  })

  it('names the workspace that cannot be read by then, and leaves nothing behind', async () => {
    const clock = manualClock()
    await using fake = await class2({ clock })
    const state = memoryState({ now: clock.now })
    await using scene = await startConsoleScene({ fetch: fake.fetch, now: clock.now, state })
    await scene.ask('connect', { text: JSON.stringify(fake.creds({ workspace: 'one' })) })
    await scene.ask('connect', { text: fake.tokens({ workspace: 'two' }).accessToken })
    await run(scene)
    clock.advance(400_000)
    const own = await mkdtemp(join(tmpdir(), 'user-admin-evidence-'))
    vi.stubEnv('TMPDIR', own)
    const files = unzipped(Buffer.from((await scene.ask('report', { form: 'evidence' })).text, 'base64'))
    const json = files.find(({ name }) => name.endsWith('/access.json'))?.content.toString() ?? '{}'
    const { targets } = JSON.parse(json) as {
      readonly targets: readonly { readonly target: string; readonly read: string }[]
    }
    expect(targets.map(({ target, read }) => [target, read])).toEqual([
      ['one', 'whole'],
      ['two', 'failed'],
    ])
    expect(await readdir(own)).toEqual([])
    vi.unstubAllEnvs()
    await rm(own, { recursive: true })
  })
})

it('writes a table in which no cell can start a formula', async () => {
  await using fake = await class2()
  await using scene = await startConsoleScene({ fetch: fake.fetch })
  await scene.ask('connect', { text: JSON.stringify(fake.creds({ workspace: 'one' })) })
  await scene.ask('protect', { text: '', admins: true, onlyMe: false, rest: 'suspend' })
  await scene.ask('preview')
  await scene.until((view) => view.preview?.state === 'ready')
  const { text } = await scene.ask('report', { form: 'csv' })
  expect(text).toContain('ana-one@example.edu')
  expect(text).not.toMatch(/not-listed|guard:/u)
  const { text: german } = await scene.ask('report', { form: 'csv', language: 'de' })
  expect(german.split('\r\n')[0]).toContain('Arbeitsbereich')
  expect(german).toContain('Nicht auf Ihrer Liste')
  expect(text).not.toMatch(/(?:^|[,;"\n])[=+@-]/mu)
})

it('puts files into an archive as they are, an empty one too', async () => {
  const files = [
    { name: 'a/empty', content: Buffer.alloc(0) },
    { name: 'a/letters.txt', content: Buffer.from('ä\0\r\n'.repeat(20_000)) },
  ]
  expect(unzipped(await zipped(files))).toEqual(files)
})
