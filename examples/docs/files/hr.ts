import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { state, workspace } from '../world.ts'

const rows = [
  ['1', 'head@example.edu', 'Active', ''],
  ['2', 'me@example.edu', 'On leave', ''],
  ['3', 'cy@example.edu', 'Terminated', '2026-03-01'],
]
const lines = ['Employee ID,Work mail,Status,Last day', ...rows.map((row) => row.join(','))]
await writeFile('people.csv', `${lines.join('\n')}\n`)

// #region
import { readFile, stat } from 'node:fs/promises'
import { leavers, makePlan } from 'user-admin'
import { csvSource } from 'user-admin/directory/csv'

const hr = csvSource({
  name: 'hr',
  read: ({ signal }) => readFile('people.csv', { signal }),
  writtenAt: async () => (await stat('people.csv')).mtimeMs,
  columns: { id: 'Employee ID', email: 'Work mail', status: 'Status', leaves: 'Last day' },
  statuses: { active: ['Active', 'On leave'], expired: ['Terminated'] },
})
const reading = await hr.read()
if (reading.kind === 'incomplete') throw new Error(reading.reason)
const plan = await makePlan(workspace, leavers(reading), { state })
// #endregion

assert.deepEqual(
  plan.steps.map(({ email }) => email),
  ['cy@example.edu'],
)
