import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LeaversEvidence, verifyEvidence } from '../src/evidence/index.ts'
import { randomOf } from '../torture/stage.ts'
import { processOf } from './cli-scene.ts'
import { folderEdits } from './evidence-edits.ts'
import { type Leaving, leaving } from './evidence-scene.ts'

// The company is there only until its evidence is made; the auditor has a folder and a public key.
let made: Leaving
let desk = ''
let proof = ''
let other = ''
let publicKey = ''
beforeAll(async () => {
  made = await leaving(14, 3)
  const { scene } = made
  desk = await mkdtemp(join(tmpdir(), 'user-admin-auditor-'))
  for (const name of ['first', 'second']) {
    const { code, stderr } = await scene.run([
      'evidence',
      'leavers',
      '--out',
      name,
      '--sla',
      name === 'first' ? '12h' : '24h',
    ])
    if (code !== 0) throw new Error(stderr)
  }
  proof = join(desk, 'evidence')
  other = join(desk, 'other')
  await cp(join(scene.folder, 'second'), proof, { recursive: true })
  await cp(join(scene.folder, 'first'), other, { recursive: true })
  publicKey = await readFile(join(scene.folder, 'audit.pub.pem'), 'utf8')
  await writeFile(join(desk, 'public.pem'), publicKey)
  await made[Symbol.asyncDispose]()
}, 180_000)
afterAll(async () => {
  await rm(desk, { recursive: true, force: true })
})

/** Any connection ends the process: for machines on which a process cannot be cut off the network. */
const noSockets = `
import net from 'node:net'
import dgram from 'node:dgram'
const refuse = () => { console.error('A socket was opened.'); process.exit(99) }
net.Socket.prototype.connect = refuse
dgram.Socket.prototype.send = refuse
globalThis.fetch = refuse
`

/** Runs the program as the auditor does: an empty home, an empty environment, no network. */
async function alone(...words: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const home = await mkdtemp(join(tmpdir(), 'user-admin-nobody-'))
  try {
    await writeFile(join(home, 'no-sockets.mjs'), noSockets)
    const [program = '', ...args] = processOf(words)
    const line = [program, '--import', join(home, 'no-sockets.mjs'), ...args]
    const cut =
      process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-n', 'true']).status === 0
    const [first = '', ...rest] = cut ? ['unshare', '-n', ...line] : line
    await mkdir(join(home, 'home'))
    const { status, stdout, stderr } = spawnSync(first, rest, {
      cwd: desk,
      env: { PATH: process.env['PATH'] ?? '', HOME: join(home, 'home'), SystemRoot: process.env['SystemRoot'] },
      encoding: 'utf8',
    })
    expect(await readdir(join(home, 'home'))).toEqual([])
    return { code: status, said: `${stdout}${stderr}` }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

describe('an auditor alone', () => {
  it('proves the folder, on a machine that has nothing but it and a public key', async () => {
    const { code, said } = await alone('evidence', 'verify', 'evidence', '--key', 'public.pem')
    expect([code, said]).toEqual([0, expect.stringMatching(/^Proved: 3 rows about leavers/u)])
  })

  it('follows every leaver from the source to the plan, its approver, the requests and the read that showed them out', async () => {
    const evidence = JSON.parse(await readFile(join(proof, 'leavers.json'), 'utf8')) as LeaversEvidence
    expect(evidence.rows.map(({ email, verdict }) => [email, verdict])).toEqual(
      ['student1', 'student2', 'student3'].map((name) => [`${name}@example.edu`, 'met']),
    )
    for (const { email, plan = '', approval = '', acted, readBackRow = 0 } of evidence.rows) {
      const { code, said } = await alone('evidence', 'verify', 'evidence', '--key', 'public.pem', '--person', email)
      expect(code).toBe(0)
      const facts = [
        `corp shows ${email} as disabled`,
        `of plan ${plan} began by tester@example.edu, approved by tester@example.edu (${approval}), ticket HR-7`,
        `About to take ${email} out of workspace spring-class`,
        `take ${email} out of workspace spring-class: done, requests ${acted?.requests.join(', ')}; read back: not there`,
        `row ${readBackRow}: Shown out by the read after the change`,
      ]
      for (const fact of facts) expect(said).toContain(fact)
      expect(facts.map((fact) => said.indexOf(fact))).toEqual(
        facts.map((fact) => said.indexOf(fact)).toSorted((a, b) => a - b),
      )
    }
  }, 120_000)

  it('says by its exit that a folder was changed, and where', async () => {
    const folder = join(desk, 'changed')
    await cp(proof, folder, { recursive: true })
    const page = await readFile(join(folder, 'index.html'), 'utf8')
    await writeFile(join(folder, 'index.html'), page.replace('Met', 'Nice'))
    const { code, said } = await alone('evidence', 'verify', 'changed', '--key', 'public.pem')
    expect([code, said]).toEqual([1, expect.stringContaining('index.html was changed')])
  })
})

/** Edits folders at random, and answers with those that a checker did not find. */
async function missed(
  runs: number,
  seed: number,
  isFound: (folder: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const random = randomOf(seed)
  const all = Object.entries(folderEdits)
  const unfound: string[] = []
  let done = 0
  for (let run = 0; done < runs; run += 1) {
    const [name = '', edit] = all[run % all.length] ?? []
    const folder = join(desk, 'edited')
    await cp(proof, folder, { recursive: true })
    const what = await edit?.(folder, { random, other })
    if (what !== undefined) {
      done += 1
      if (!(await isFound(folder))) unfound.push(`${name}: ${what}`)
    }
    await rm(folder, { recursive: true, force: true })
  }
  return unfound
}

describe('240 random edits of a folder', () => {
  it('are each found by who has the public key', async () => {
    const isFound = async (folder: string): Promise<boolean> =>
      (await verifyEvidence(folder, { publicKey })).verdict === 'broken'
    expect(await missed(240, 20_261_122, isFound)).toEqual([])
  }, 300_000)

  it.each<[string, (folder: string) => Promise<boolean>]>([
    ['forgets the key', async (folder) => (await verifyEvidence(folder)).verdict === 'broken'],
    [
      'believes the key that is named',
      async (folder) =>
        (await verifyEvidence(folder, { publicKey })).faults.some(
          (fault) => !/key|signed|signature|manifest\.sig/u.test(fault),
        ),
    ],
    [
      'looks at rows only',
      async (folder) => (await verifyEvidence(folder)).faults.some((fault) => fault.startsWith('leavers.json says')),
    ],
  ])(
    'would not all be found by one that %s',
    async (_name, isFound) => {
      expect((await missed(60, 7, isFound)).length).toBeGreaterThan(0)
    },
    120_000,
  )
})
