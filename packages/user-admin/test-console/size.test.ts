import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { promises } from './promises.ts'
import { pageFiles } from './stage.ts'

it('is at most 45 KB, compressed, of which all comes with the page', async () => {
  const names = (await readdir(pageFiles)).filter((name) => name !== 'metafile-esm.json')
  const files = await Promise.all(names.map((name) => readFile(join(pageFiles, name))))
  const size = files.reduce((sum, file) => sum + gzipSync(file).length, 0)
  expect(size).toBeGreaterThan(1000)
  // The promise is 150; what is above this is worth a look.
  expect(size).toBeLessThan(45 * 1024)
  expect(size).toBeLessThan(promises.size * 1024)
  const html = await readFile(join(pageFiles, 'index.html'), 'utf8')
  expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|\sstyle=|<style|\son\w+=|https?:/u)
})
