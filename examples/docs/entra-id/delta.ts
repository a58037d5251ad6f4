import assert from 'node:assert/strict'
// #region
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { DeltaStore } from 'user-admin/directory/entra'

const deltaIn = (file: string): DeltaStore => ({
  read: () =>
    readFile(file, 'utf8').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }),
  write: async (text) => {
    await writeFile(`${file}.new`, text, { mode: 0o600 })
    await rename(`${file}.new`, file)
  },
})
// #endregion

const delta = deltaIn('entra.json')
assert.equal(await delta.read(), undefined)
await delta.write('{}')
assert.equal(await delta.read(), '{}')
await assert.rejects(async () => await deltaIn('.').read(), { code: 'EISDIR' })
