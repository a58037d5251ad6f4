// Runs a bundled worker in workerd and prints what it answers: `node workerd.js <bundle> <places as JSON>`.
import { readFileSync } from 'node:fs'
import { Miniflare } from 'miniflare'

const [, , bundle, places] = process.argv
const worker = new Miniflare({
  modules: [{ type: 'ESModule', path: 'worker.js', contents: readFileSync(bundle, 'utf8') }],
  compatibilityDate: '2026-07-01',
})
try {
  const answer = await worker.dispatchFetch('http://worker.test/', { method: 'POST', body: places })
  const text = await answer.text()
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${text}`)
  console.log(text)
} finally {
  await worker.dispose()
}
