import { readFile } from 'node:fs/promises'
import { HoustonClient } from '@user-admin/houston-client'
import { houstonWorkspace, newHeadKey, recordBaseline, signHead, verify } from 'user-admin'
import { openState } from 'user-admin/node'

const { HOUSTON_URL: url = 'https://houston.example.com' } = process.env
const client = new HoustonClient({ url, token: (await readFile('houston.token', 'utf8')).trim() })
const state = await openState({ folder: 'state' })
for (const label of ['Class 1', 'Class 2'])
  await recordBaseline(state, await houstonWorkspace(client, label), { by: 'ana' })

// #region
const { privateKey, publicKey } = await newHeadKey() // once; the public half goes to whoever checks
const head = await state.journal.head()
if (head === undefined) throw new Error('the journal is empty')
const signed = await signHead(head, privateKey) // after each run, to a place that the run cannot write to

const lines: string[] = []
for await (const line of state.journal.lines()) lines.push(line)
console.log((await verify(lines, { head: signed, publicKey })).verdict)
console.log((await verify(lines.slice(0, -1), { head: signed, publicKey })).verdict) // the end is cut off
console.log((await verify(lines.with(0, lines[0]?.replace('ana', 'bo') ?? ''), { head: signed, publicKey })).verdict)
// #endregion
state.close()
