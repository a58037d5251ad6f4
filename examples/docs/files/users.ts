import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'

const users = [{ id: '1', mail: 'ana@example.edu', enabled: true, memberOf: [{ displayName: 'BI Staff' }] }]
await writeFile('users.json', JSON.stringify(users))

// #region
import { jsonSource } from 'user-admin/directory/csv'

const cloud = jsonSource({
  name: 'cloud',
  read: () => readFile('users.json'),
  columns: { id: 'id', groups: 'memberOf.displayName' },
})
// #endregion

const reading = await cloud.read()
assert.deepEqual(reading.kind === 'complete' && reading.people[0]?.groups, ['BI Staff'])
