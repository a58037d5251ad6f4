import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AacClient } from '../src/index.ts'
import { fileTokens } from '../src/node.ts'
import { type FakeAac, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'

const run = promisify(execFile)
const sample = (name: string): string => fileURLToPath(new URL(`vendor-samples/${name}`, import.meta.url))
/** Is there an interpreter that can run the sample? */
const runs = (...commands: readonly string[]): boolean =>
  commands.every((command) => spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0)
// Windows has a `python3` that only advertises a shop, and no sh.
const unix = process.platform !== 'win32'

/** What the samples are: JavaScript everywhere, the others where the machine can run them. */
const samples: readonly (readonly [string, string, string, number])[] = [
  ['JavaScript', process.execPath, 'workspace.js', 50],
  ...(unix && runs('python3') ? [['Python', 'python3', 'workspace.py', 50] as const] : []),
  ...(unix && runs('curl') ? [['sh', 'sh', 'workspace.sh', 50] as const] : []),
]

let folder: string
let fake: FakeAac
let clock: ManualClock
const file = (): string => join(folder, 'creds.json')
const saved = (): Record<string, unknown> => JSON.parse(readFileSync(file(), 'utf8')) as Record<string, unknown>

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aac-samples-'))
  clock = manualClock()
  fake = await startFakeAac({
    clock,
    issuer: 'self',
    plainPayloads: true,
    reuseRevokes: true,
    projectId: 'a-project',
    seed: { people: 2 },
  })
  writeFileSync(file(), JSON.stringify(fake.creds()))
  writeFileSync(join(folder, 'aac_url.txt'), `${fake.url}\n`)
  writeFileSync(join(folder, 'api_project_id.txt'), 'a-project\n')
})
afterEach(async () => {
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a program that follows the vendor’s sample', () => {
  it.each(samples)(
    'in %s works as it is, and alternates with this client on one file',
    async (_language, interpreter, program, rounds) => {
      const client = new AacClient({
        hosts: fake.hosts,
        projectId: 'a-project',
        token: fileTokens(file()),
        now: clock.now,
      })
      for (let round = 1; round <= rounds; round += 1) {
        clock.advance(301_000)
        const { stdout } = await run(interpreter, [sample(program)], { cwd: folder })
        expect(stdout.trim()).toBe('41001')
        // Whatever else is in the file, ours or the server's, stays through our writing.
        writeFileSync(file(), JSON.stringify({ ...saved(), note: { round } }))
        clock.advance(301_000)
        expect((await client.currentWorkspace()).id).toBe('41001')
        expect(saved()).toMatchObject({ note: { round }, token_type: 'Bearer', expires_in: 300 })
        expect(statSync(file()).mode & 0o777).toBe(unix ? 0o600 : 0o666)
      }
      expect(fake.families).toMatchObject([
        { exchanges: 2 * rounds, generations: 2 * rounds, spent: [], revoked: false },
      ])
    },
    240_000,
  )

  it('may fail to decode a token that this client reads, and then has spent nothing', async () => {
    const odd = await startFakeAac({ clock, issuer: 'self', seed: { people: 1 } })
    writeFileSync(file(), JSON.stringify(odd.creds()))
    const before = readFileSync(file(), 'utf8')
    await expect(run(process.execPath, [sample('workspace.js')], { cwd: folder })).rejects.toThrow(/InvalidCharacter/)
    expect(readFileSync(file(), 'utf8')).toBe(before)
    clock.advance(301_000)
    await new AacClient({ hosts: odd.hosts, token: fileTokens(file()), now: clock.now }).currentWorkspace()
    expect(odd.counters).toEqual({ exchanges: 1, spentPresented: 0 })
    await odd.close()
  })
})
