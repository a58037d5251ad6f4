import { writeFile } from 'node:fs/promises'
import { startFakeAac } from '@user-admin/aac-client/testing'

const students = Array.from({ length: 24 }, (_, index) => `student${index + 1}`)
const people = ['me', 'ta', 'ana', 'bo', 'cy', ...students].map((name, index) => ({
  email: `${name}@example.edu`,
  isAdmin: index < 2,
  assets: index % 3,
}))
const fake = await startFakeAac({ seed: { workspaces: [{ name: 'spring-class' }], people } })
await writeFile('creds.json', JSON.stringify(fake.creds()), { mode: 0o600, flag: 'wx' }) // over nothing that is there
await writeFile('practice.env', `AAC_HOST=${fake.url}\n`)
console.log(`Practise at ${fake.url}, from another terminal. Ctrl-C ends it.`)
