import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll, describe, expect, it } from 'vitest'
import {
  applyPlan,
  explain,
  exported,
  keepOnly,
  linesOf,
  makePlan,
  newHeadKey,
  readJournal,
  signHead,
  verify,
} from '../src/index.ts'
import { openState } from '../src/node.ts'
import { crowd, MemoryAdmin, member } from './memory.ts'

const folder = await mkdtemp(join(tmpdir(), 'journal-'))
afterAll(async () => await rm(folder, { recursive: true }))
const file = join(folder, 'journal.jsonl')
const lines = (): AsyncIterable<string> => linesOf(createReadStream(file) as AsyncIterable<Uint8Array>)

describe('a journal of a run, carried away as a file with a signed head', () => {
  it('shows what was done to somebody who was not there, and that nothing was taken out of it', async () => {
    using state = await openState({ folder: join(folder, 'state') })
    const admin = new MemoryAdmin([member('me@example.edu'), member('ana@example.edu'), ...crowd(20)])
    const plan = await makePlan(admin, keepOnly('only-me'), {
      state,
      assets: { transferTo: { email: 'me@example.edu' } },
    })
    const approve = { id: plan.id, by: 'Bo', ticket: 'HR-12' }
    const { journal } = await applyPlan(admin, plan, { approve, release: ['per-run', 'rolling'], state })
    if (journal === undefined) throw new Error('the report names no head')
    const { privateKey, publicKey } = await newHeadKey()
    const head = await signHead(journal, privateKey)
    async function* text(): AsyncGenerator<string> {
      for await (const line of exported(state.journal)) yield `${line}\n`
    }
    await pipeline(Readable.from(text()), createWriteStream(file))

    expect(await verify(lines(), { head, publicKey })).toMatchObject({ verdict: 'whole', rows: journal.count })
    const read = await readJournal(lines, { head, publicKey })
    const { events } = await explain({ journal: read, plans: [plan] }, { email: 'ANA@example.edu' })
    expect(events.map(({ says }) => says)).toEqual([
      expect.stringMatching(
        /^Removed from workspace spring-class on .* by Bo with the credential of me@example\.edu, after what they own was handed to me@example\.edu; .*\(ticket HR-12\)/,
      ),
    ])

    const whole = await readFile(file, 'utf8')
    await writeFile(file, whole.split('\n').toSpliced(-9).join('\n'))
    expect(await verify(lines())).toMatchObject({ verdict: 'consistent' })
    expect(await verify(lines(), { head, publicKey })).toMatchObject({ verdict: 'broken', at: journal.count - 7 })
  })
})
