import { AacClient } from '@user-admin/aac-client'
import { HoustonClient } from '@user-admin/houston-client'

// Reads a list to its end and prints how many rows came and the heap in use at every tenth of it.
const [, , system, url = ''] = process.argv
const list: AsyncIterable<unknown> =
  system === 'houston'
    ? new HoustonClient({ url, token: 'x', release: '0.37.5' }).members('w1')
    : new AacClient({ hosts: { gateway: url, app: url }, token: 'x' }).people(41877)
const heaps: number[] = []
let rows = 0
for await (const _ of list) {
  rows += 1
  if (rows % 10_000 === 0) {
    globalThis.gc?.()
    heaps.push(process.memoryUsage().heapUsed)
  }
}
console.log(JSON.stringify({ rows, heaps }))
