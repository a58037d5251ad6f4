import { type Member, makePlan, roster, type UserReader } from '../src/index.ts'
import { springClass } from './spring-class.ts'

// Plans a roster over a list in memory, and prints how long that took, goal included, and the most heap in use.
const count = 100_000
const email = (index: number): string => `person.${index}@example.edu`
const members: Member[] = Array.from({ length: count }, (_, index) => ({
  id: `id${index}`,
  email: email(index),
  aliases: [],
  status: 'active',
  roles: ['viewer'],
  admin: false,
  access: [{ via: 'direct', role: 'viewer', managedBy: 'here' }],
  mark: `mark${index}`,
  native: undefined,
}))
const reader: UserReader = {
  ...springClass,
  async *list() {
    yield* members
  },
  get: async () => undefined,
}
// One row in a hundred is somebody who is not there, for somebody who is.
const rows = Array.from({ length: count }, (_, index) => ({
  email: email(index % 100 === 0 ? index + count : index),
  roles: ['Viewer'],
}))

globalThis.gc?.()
let heap = 0
const timer = setInterval(() => {
  heap = Math.max(heap, process.memoryUsage().heapUsed)
}, 5)
const began = performance.now()
const plan = await makePlan(reader, roster(rows, { absent: 'remove' }))
const seconds = (performance.now() - began) / 1_000
clearInterval(timer)
heap = Math.max(heap, process.memoryUsage().heapUsed) / 2 ** 20
console.log(JSON.stringify({ seconds, heap, steps: plan.steps.length }))
