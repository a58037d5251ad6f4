import { describe, expect, it } from 'vitest'
import type { Plan, Report } from '../src/index.ts'
import { classOf, inClass, other, sceneOf } from './cli-class.ts'
import type { Ran, Scene } from './cli-scene.ts'

interface Undone {
  readonly plan: Plan
  readonly line?: string
  readonly report?: Report
}
const undoneIn = ({ json }: Ran): Undone => json.data as Undone

/** Suspends the students, and answers with the run that did it. */
async function suspended(scene: Scene, ...students: readonly string[]): Promise<string> {
  const { json } = await scene.run(['plan', 'leavers', ...students, '--out', 'plan.json', '--json'])
  const { id } = (json.data as { readonly plan: Plan }).plan
  const done = await scene.run(['apply', 'plan.json', '--approve', id, '--json'])
  expect(done.code).toBe(0)
  return (done.json.data as { readonly report: Report }).report.run ?? ''
}

describe('undo', () => {
  it('shows what it would put back and the line that does it; whom somebody changed since stays as they are', async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake)
    const run = await suspended(scene, 'student1@example.edu', 'student2@example.edu')
    const teacher = await other(fake)
    await teacher.remove({ email: 'student2@example.edu' })

    const shown = await scene.run(['undo', run.slice(0, 8)])
    expect(shown.code).toBe(3)
    expect(shown.stdout).toContain('student1@example.edu')
    const asked = undoneIn(await scene.run(['undo', run.slice(0, 8), '--json']))
    expect(asked.plan.steps.map(({ action, email }) => `${action} ${email}`)).toEqual([
      'reinstate student1@example.edu',
    ])
    expect(asked.plan.kept.map(({ email, code }) => [email, code])).toEqual([['student2@example.edu', 'changed-since']])
    expect(shown.stdout).toContain(`user-admin undo ${run.slice(0, 8)} --approve ${asked.plan.id}`)

    const done = await scene.run(['undo', run, '--approve', asked.plan.id, '--json'])
    expect([done.code, undoneIn(done).report?.counts.done]).toEqual([7, 1])
    const statuses = (fake.state[0]?.people ?? []).flatMap((one) =>
      one.email.startsWith('student') ? [one.email] : [],
    )
    expect(statuses.toSorted()).toEqual(['student1@example.edu', 'student3@example.edu'])
    expect((await teacher.get({ email: 'student1@example.edu' }))?.status).toBe('active')
    const again = await scene.run(['undo', run])
    // Somebody is not as before, and nothing here mends that.
    expect([again.code, again.stdout]).toEqual([1, expect.stringContaining('nothing to do') as string])
  })

  it('undoes only those who are named, and refuses whom the run did not change', async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake)
    const run = await suspended(scene, 'student1@example.edu', 'student2@example.edu')
    const { plan } = undoneIn(await scene.run(['undo', run, '--only', 'Student2@example.edu', '--json']))
    expect(plan.steps.map(({ email }) => email)).toEqual(['student2@example.edu'])
    const stranger = await scene.run(['undo', run, '--only', 'student3@example.edu'])
    expect([stranger.code, stranger.stderr]).toEqual([2, expect.stringContaining('did nothing to student3') as string])
    expect(inClass(fake)).toHaveLength(3)
  })

  it('refuses a run that the journal does not hold, and what is no run', async () => {
    await using fake = await classOf(0)
    await using scene = await sceneOf(fake)
    const nowhere = await scene.run(['undo', '00000000'])
    expect([nowhere.code, nowhere.stderr]).toEqual([2, 'The journal holds no run 00000000.\n'])
    const word = await scene.run(['undo', 'yesterday'])
    expect([word.code, word.stderr]).toEqual([2, expect.stringContaining('is no id of a run') as string])
  })
})
