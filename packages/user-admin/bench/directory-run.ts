import { GCProfiler } from 'node:v8'
import type { Source } from '../src/directory/source.ts'
import type { UserReader } from '../src/user-admin.ts'
import { springClass } from './spring-class.ts'

// Reads a directory of so many people, matches as many members with it, and prints the seconds of the processor that it took,
// and in MB above what this process began with, the most of the heap that was in use after a collection, and the most resident
// memory:
// directory-run.ts <people> <csv|json|entra> <file or address> [token]
const [, , count = '1000', kind = 'csv', place = '', token = ''] = process.argv
const people = Number(count)
// What is imported counts as well.
const began = process.memoryUsage()
const profiler = new GCProfiler()
profiler.start()

const { leavers, makePlan } = await import('../src/index.ts')
const source = await sourceOf()
const reading = await source.read()
const plan = await makePlan(scope(), leavers(reading, { action: 'remove' }))

// Of the processor: whatever else the machine does costs nothing here.
const { user, system } = process.cpuUsage()
const { statistics } = profiler.stop()
// A collection of the young alone leaves what died old.
const whole = statistics.filter(({ gcType }) => gcType === 'MarkSweepCompact')
const heap = Math.max(0, ...whole.map(({ afterGC }) => afterGC.heapStatistics.usedHeapSize))
console.log(
  JSON.stringify({
    people: reading.kind === 'complete' ? reading.people.length : 0,
    steps: plan.steps.length,
    seconds: (user + system) / 1e6,
    heap: (heap - began.heapUsed) / 2 ** 20,
    resident: process.resourceUsage().maxRSS / 2 ** 10 - began.rss / 2 ** 20,
  }),
)

async function sourceOf(): Promise<Source> {
  if (kind === 'entra') {
    const { entraId } = await import('../src/directory/entra.ts')
    const getToken = async (): Promise<{ token: string; expiresOnTimestamp: number }> => ({
      token,
      expiresOnTimestamp: Date.now() + 3_600_000,
    })
    return entraId({ credential: { getToken }, endpoint: place, deleted: false })
  }
  const { readFile } = await import('node:fs/promises')
  const { csvSource, jsonSource } = await import('../src/directory/csv.ts')
  const options = { name: 'corp', read: () => readFile(place), columns: { id: 'id' } }
  return kind === 'json' ? jsonSource(options) : csvSource(options)
}

/** Of as many members, each made anew as the list is read: what is kept of them is the plan's. */
function scope(): UserReader {
  return {
    ...springClass,
    async *list() {
      for (let index = 0; index < people; index += 1)
        yield {
          id: `id${index}`,
          email: `person.${index}@example.edu`,
          aliases: [],
          name: `Person ${index}`,
          status: 'active',
          roles: ['viewer'],
          admin: false,
          access: [{ via: 'direct', role: 'viewer', managedBy: 'here' }],
          mark: `mark${index}`,
          native: undefined,
        }
    },
    get: async () => undefined,
  }
}
