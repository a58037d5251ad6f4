import { utimes } from 'node:fs/promises'
import type { FakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import type { Plan } from '../src/index.ts'
import { classOf, inClass, sceneOf } from './cli-class.ts'
import type { Scene } from './cli-scene.ts'

/** What the personnel office says: everybody is there but those who left. */
async function hr(scene: Scene, fake: FakeAac, ...left: readonly string[]): Promise<void> {
  const rows = (fake.state[0]?.people ?? []).map(
    ({ email }) => `${email},${left.includes(email) ? 'disabled' : 'active'}`,
  )
  await scene.file('hr.csv', `email,status\n${rows.join('\n')}\n`)
}

/** A class with the personnel office as its source. */
async function scened(fake: FakeAac, unattended: 'report' | 'within-guards' = 'report'): Promise<Scene> {
  const scene = await sceneOf(fake, { unattended })
  await scene.configure({
    policy: { rolling: { share: 1 } },
    targets: { spring: { ...(await scene.aac(fake)), assets: 'leave', unattended } },
    sources: { hr: { kind: 'csv', file: 'hr.csv', maxAge: '36h' } },
  })
  return scene
}

const words = ['plan', 'leavers', '--source', 'hr', '--action', 'remove', '--out', 'plan.json', '--json']
const plannedIn = async (scene: Scene): Promise<Plan> =>
  ((await scene.run(words)).json.data as { readonly plan: Plan }).plan

describe('apply of a plan from a source', () => {
  it('reads the source anew: only who left then and now is taken out', async () => {
    await using fake = await classOf(20)
    await using scene = await scened(fake)
    await hr(scene, fake, 'student1@example.edu', 'student2@example.edu')
    const plan = await plannedIn(scene)
    expect(plan.steps.map(({ email }) => email)).toEqual(['student1@example.edu', 'student2@example.edu'])
    await hr(scene, fake, 'student2@example.edu', 'student3@example.edu')
    const { code, stderr } = await scene.run(['apply', 'plan.json', '--approve', plan.id])
    expect([code, inClass(fake).length]).toEqual([7, 19])
    expect(inClass(fake)).not.toContain('student2@example.edu')
    expect(stderr).toContain('Of what was planned, 1 step is not asked for any more.')
  })

  it('does nothing, and exits with 5, where the source holds nobody, far fewer people, or is too old', async () => {
    await using fake = await classOf(20)
    await using scene = await scened(fake)
    await hr(scene, fake, 'student1@example.edu')
    const { id } = await plannedIn(scene)
    const apply = async () => {
      const { code, stderr } = await scene.run(['apply', 'plan.json', '--approve', id, '--quiet'])
      return [code, stderr] as const
    }
    await scene.file('hr.csv', 'email,status\n')
    expect(await apply()).toEqual([5, expect.stringContaining('hr holds nobody') as string])
    await scene.file('hr.csv', 'email,status\nme@example.edu,active\nta@example.edu,active\n')
    expect(await apply()).toEqual([5, expect.stringContaining('hr holds 2 active people') as string])
    await hr(scene, fake, 'student1@example.edu')
    const old = (Date.now() - 40 * 3_600_000) / 1000
    await utimes(`${scene.folder}/hr.csv`, old, old)
    expect(await apply()).toEqual([5, expect.stringContaining('hr was not read whole') as string])
    expect(fake.ledger.entries).toEqual([])
  })

  it('by a schedule quarantines such a source, and goes on by itself once it is whole again', {
    timeout: 180_000,
  }, async () => {
    await using fake = await classOf(20)
    await using scene = await scened(fake, 'within-guards')
    await scene.run(['init'])
    await hr(scene, fake, 'student1@example.edu')
    await plannedIn(scene)
    const nightly = async (): Promise<readonly [number, string]> => {
      const { code, json } = await scene.run(['apply', 'plan.json', '--unattended', '--json'])
      return [code, (json.data as { readonly unattended: { readonly outcome: string } }).unattended.outcome]
    }
    await scene.file('hr.csv', 'email,status\n')
    expect(await nightly()).toEqual([5, 'quarantined'])
    await hr(scene, fake, 'student1@example.edu')
    expect(await nightly()).toEqual([0, 'done'])
    expect(inClass(fake)).not.toContain('student1@example.edu')
    expect(inClass(fake)).toHaveLength(19)
  })
})

describe('explain with a source', () => {
  it('says who the person is there and in the targets now, and what a plan would do; --now says where they are', async () => {
    await using fake = await classOf(20)
    await using scene = await scened(fake)
    await hr(scene, fake, 'student1@example.edu')
    const { code, json } = await scene.run(['explain', 'student1@example.edu', '--source', 'hr', '--json'])
    const { is } = json.data as {
      readonly is: { readonly says: string; readonly scopes: readonly { outcome: string }[] }
    }
    expect([code, is.scopes.map(({ outcome }) => outcome)]).toEqual([0, ['step']])
    const text = await scene.run(['explain', 'student1@example.edu', '--source', 'hr'])
    // Each reads the file anew.
    const untimed = (says: string): string => says.replace(/ at \d{4}-[\d:.TZ-]+/gu, '')
    expect(untimed(text.stdout)).toContain(untimed(is.says))
    const now = await scene.run(['explain', 'student1@example.edu', '--now', '--json'])
    expect(now.json.data).toMatchObject({ is: { sources: [], scopes: [{ outcome: 'stays' }] } })
    expect(fake.ledger.entries).toEqual([])
  })
})
