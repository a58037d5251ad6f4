import type { FakeAac } from '@user-admin/aac-client/testing'
import { newHeadKey, type Plan } from '../src/index.ts'
import { classOf } from './cli-class.ts'
import { type Scene, startScene } from './cli-scene.ts'

/** A class whose people stand in a file, with a key of its own. */
export interface Leaving extends AsyncDisposable {
  readonly scene: Scene
  readonly fake: FakeAac
  /** Who left, and was taken out by an approved plan. */
  readonly gone: readonly string[]
}

/** Writes the file of people: who of the students is disabled. */
async function people(scene: Scene, students: number, gone: readonly string[]): Promise<void> {
  const row = (email: string): string => `${email},${email},${gone.includes(email) ? 'disabled' : 'active'}`
  const emails = [
    'me@example.edu',
    'ta@example.edu',
    ...Array.from({ length: 10 }, (_, index) => `tutor${index + 1}@example.org`),
    ...Array.from({ length: students }, (_, index) => `student${index + 1}@example.edu`),
    ...Array.from({ length: 200 }, (_, index) => `elsewhere${index + 1}@example.edu`),
  ]
  await scene.file('people.csv', `id,email,status\n${emails.map(row).join('\n')}\n`)
}

/** Plays it: everybody is there, some leave, and a plan of theirs is approved and carried out. */
export async function leaving(students: number, count: number): Promise<Leaving> {
  const fake = await classOf(students)
  const scene = await startScene()
  const key = await newHeadKey()
  await scene.file('audit.pem', key.privateKey)
  await scene.file('audit.pub.pem', key.publicKey)
  await scene.configure({
    policy: { rolling: { share: 1 } },
    targets: { spring: { ...(await scene.aac(fake)), assets: 'leave' } },
    sources: { corp: { kind: 'csv', file: 'people.csv', columns: { id: 'id' } } },
    audit: { sign: { file: 'audit.pem' } },
  })
  const gone = Array.from({ length: count }, (_, index) => `student${index + 1}@example.edu`)
  await people(scene, students, [])
  await scene.run(['init'])
  await scene.run(['plan', 'leavers', '--source', 'corp'])
  await people(scene, students, gone)
  const words = ['plan', 'leavers', '--source', 'corp', '--action', 'remove', '--out', 'plan.json', '--json']
  const { id, held } = ((await scene.run(words)).json.data as { readonly plan: Plan }).plan
  const release = held.length === 0 ? [] : ['--release', held.map(({ code }) => code).join(',')]
  const approved = ['apply', 'plan.json', '--approve', id, '--ticket', 'HR-7', '--reason', 'They left.', ...release]
  const { code, stderr } = await scene.run(approved)
  if (code !== 0) throw new Error(`The plan was not carried out: ${stderr}`)
  return {
    scene,
    fake,
    gone,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([scene[Symbol.asyncDispose](), fake.close()])
    },
  }
}
