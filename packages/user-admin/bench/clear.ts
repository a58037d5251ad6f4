import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AacClient, memoryTokens } from '@user-admin/aac-client'
import { aacWorkspace, applyPlan, keepOnly, makePlan } from '../src/index.ts'
import { openState } from '../src/node.ts'
import { type Cleared, latency, people, type Workspace } from './clear-fake.ts'
import type { Row } from './measure.ts'
import { python, script } from './peers/python.ts'

interface Measured {
  readonly seconds: number
  readonly requests: number
}

type Clearing = (workspace: Workspace, assets: 'leave' | 'transfer') => Promise<number>

/**
 * Clears a workspace of everybody but its two administrators: ours with a plan that is approved, a first step by itself,
 * a journal on disk and a read at the end; theirs a sequential Python script that only reads and deletes.
 */
export async function* clear(rounds: number): AsyncGenerator<Row> {
  const command = await python()
  for (const [assets, bound] of [
    ['leave', 10],
    ['transfer', 5],
  ] as const) {
    const theirs = await cleared(byScript(command), assets)
    const all: Measured[] = []
    for (let round = 0; round < rounds; round += 1) all.push(await cleared(ours, assets))
    const times = all.map(({ seconds }) => theirs.seconds / seconds)
    const what = `${people.toLocaleString('en-US')} people of AAC cleared, ${latency} ms away, assets ${assets === 'leave' ? 'left' : 'transferred'}`
    const name = 'a sequential script with requests'
    yield {
      what: `${what}: faster by`,
      against: name,
      figure: Math.max(...times),
      from: Math.min(...times),
      to: Math.max(...times),
      unit: '×',
      bound,
      keeps: 'at least',
      note: `ours ${least(all).toFixed(1)} s, the script ${theirs.seconds.toFixed(1)} s in one round`,
    }
    const per = all.map(({ requests }) => requests / people)
    yield {
      what: `${what}: requests a person`,
      against: name,
      figure: Math.min(...per),
      from: Math.min(...per),
      to: Math.max(...per),
      unit: 'requests',
      bound: assets === 'leave' ? 2 : 3,
      keeps: 'at most',
      note: `the script ${(theirs.requests / people).toFixed(2)}`,
    }
  }
}

const least = (all: readonly Measured[]): number => Math.min(...all.map(({ seconds }) => seconds))

/** One workspace, cleared; nobody else may be left in it, and nobody more be gone. */
async function cleared(clearing: Clearing, assets: 'leave' | 'transfer'): Promise<Measured> {
  const worker = new Worker(new URL('clear-fake.ts', import.meta.url))
  const told = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  const workspace = await told<Workspace>()
  const seconds = await clearing(workspace, assets)
  worker.postMessage('')
  const { left, requests } = await told<Cleared>()
  await worker.terminate()
  if (left !== workspace.stay.length) throw new Error(`${left} people are left in the workspace`)
  return { seconds, requests }
}

const ours: Clearing = async ({ url, id, tokens, stay }, assets) => {
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-clear-'))
  const began = performance.now()
  try {
    using state = await openState({ folder })
    const hosts = { gateway: url, app: url, tokenServer: url }
    const admin = await aacWorkspace(new AacClient({ hosts, token: memoryTokens(tokens) }), id)
    const plan = await makePlan(admin, keepOnly(stay.map(({ email }) => email)), {
      state,
      assets: assets === 'leave' ? 'leave' : { transferTo: { email: stay[1]?.email ?? '' } },
    })
    const report = await applyPlan(admin, plan, {
      approve: { id: plan.id, by: 'bench' },
      release: plan.held.map(({ code }) => code),
      state,
    })
    if (report.counts.done !== people - stay.length || report.left?.length !== 0)
      throw new Error(`not everybody was removed: ${JSON.stringify(report.counts)}`)
    return (performance.now() - began) / 1_000
  } finally {
    await rm(folder, { recursive: true })
  }
}

const byScript =
  (command: string): Clearing =>
  async ({ url, id, tokens, stay }, assets) => {
    const { seconds, removed } = await script<{ seconds: number; removed: number }>(
      command,
      'clear.py',
      assets === 'leave' ? [] : ['--transfer', stay[1]?.id ?? ''],
      {
        base_url: url,
        workspace: id,
        access_token: tokens.accessToken,
        refresh_token: tokens.refreshToken,
        client_id: clientOf(tokens.accessToken),
        protected: stay.map(({ email }) => email),
      },
    )
    if (removed !== people - stay.length) throw new Error(`the script removed ${removed} people`)
    return seconds
  }

/** The client id that a token was made for, which stands in its payload. */
function clientOf(token: string): string {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
  return (JSON.parse(payload) as { readonly client_id: string }).client_id
}
