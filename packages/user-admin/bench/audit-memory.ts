import { verify } from '../src/index.ts'
import { outcomes } from './audit.ts'

// Verifies a journal that nothing keeps, and prints by how much the heap had grown at its largest, garbage left out.
const heap = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}
await verify(outcomes(10_000))
const before = heap()
let most = before
function* watched(): Generator<string, void, undefined> {
  let row = 0
  for (const line of outcomes(1_000_000)) {
    row += 1
    if (row % 200_000 === 0) most = Math.max(most, heap())
    yield line
  }
}
const { rows } = await verify(watched())
if (rows !== 1_000_000) throw new Error(`${rows} rows were verified`)
console.log(JSON.stringify({ megabytes: (most - before) / 1e6 }))
