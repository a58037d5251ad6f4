import { AacClient } from '@user-admin/aac-client'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import type { TargetForm } from '../src/cli/config/form.ts'
import { aacWorkspace, type UserAdmin } from '../src/index.ts'
import { type Scene, startScene } from './cli-scene.ts'

/** A class at its end: two teachers, ten tutors and some students. */
export const classOf = (students: number, options: { readonly latency?: number } = {}): Promise<FakeAac> =>
  startFakeAac({
    ...options,
    seed: {
      workspaces: [{ name: 'spring-class' }],
      people: [
        { email: 'me@example.edu', isAdmin: true },
        { email: 'ta@example.edu', isAdmin: true },
        ...Array.from({ length: 10 }, (_, index) => ({ email: `tutor${index + 1}@example.org` })),
        ...Array.from({ length: students }, (_, index) => ({ email: `student${index + 1}@example.edu` })),
      ],
    },
  })

/** Who stays in it. */
export const stay: readonly string[] = ['me@example.edu', 'ta@example.edu', '@example.org']

/** A folder with the class as its target `spring`, whose people give up what they own. */
export async function sceneOf(fake: FakeAac, more: Partial<TargetForm> = {}): Promise<Scene> {
  const scene = await startScene()
  await scene.configure({
    // A class at its end is no company: more than a fifth of it may go in a week.
    policy: { rolling: { share: 1 } },
    targets: { spring: { ...(await scene.aac(fake)), assets: 'leave', ...more } as TargetForm },
  })
  return scene
}

/** Plans that everybody else leaves, into `plan.json`; answers with its id. */
export async function planned(scene: Scene, who: readonly string[] = stay): Promise<string> {
  const { json } = await scene.run(['plan', 'keep-only', ...who, '--out', 'plan.json', '--json'])
  return (json.data as { readonly plan: { readonly id: string } }).plan.id
}

/** Somebody else at work in the class. */
export const other = (fake: FakeAac): Promise<UserAdmin> =>
  aacWorkspace(new AacClient({ hosts: fake.hosts, token: fake.staticToken({ person: 'ta@example.edu' }) }))

/** Who is in it now. */
export const inClass = (fake: FakeAac): readonly string[] =>
  (fake.state[0]?.people ?? []).map(({ email }) => email).filter((email) => email.startsWith('student'))
