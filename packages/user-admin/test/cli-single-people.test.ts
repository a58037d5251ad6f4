import { describe, expect, it } from 'vitest'
import { answerOf, endsOf, startClass, startHouston } from './cli-people.ts'
import { startScene } from './cli-scene.ts'

describe('what is asked for of single people', () => {
  it('mails an invitation once by one approval, and again only once it was looked at again', async () => {
    await using fake = await startClass({ email: 'inv@example.edu', status: 'invited' })
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    const words = ['invite', 'inv@example.edu', '--again', '--json']
    const { id } = answerOf(await scene.run(words)).plan
    const approved = [...words, '--approve', id]
    const mailed = await scene.run(approved)
    expect([mailed.code, endsOf(mailed), fake.mails.length]).toEqual([0, ['remind pending'], 1])
    for (const ran of [await scene.run(approved), await scene.run(['apply', id, '--approve', id, '--json'])]) {
      expect([ran.code, ran.json.error?.problem, fake.mails.length]).toEqual([1, 'conflict', 1])
      expect(ran.json.error?.message).toContain('has used this approval')
    }
    await scene.run(words)
    expect([(await scene.run(approved)).code, fake.mails.length]).toEqual([0, 2])
  })

  it('is not called done where the person stays shut out', async () => {
    await using fake = await startClass(
      { email: 'inv@example.edu', status: 'invited' },
      { email: 'sus@example.edu', status: 'suspended' },
    )
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    const invited = await scene.run(['invite', 'sus@example.edu'])
    expect([invited.code, invited.stdout]).toEqual([1, expect.stringContaining('reinstate does') as string])
    const letIn = await scene.run(['reinstate', 'inv@example.edu'])
    expect([letIn.code, letIn.stdout]).toEqual([1, expect.stringContaining('is not suspended') as string])
  })

  it('names two targets that are one place, and says of a state that it has no baseline', async () => {
    await using fake = await startHouston()
    await using scene = await startScene()
    const one = await scene.houston(fake, { workspace: 'Class 1' })
    await scene.configure({ targets: { one, all: await scene.houston(fake, { workspaces: 'all' }) } })
    for (const words of [
      ['offboard', 'ana@example.edu', '--all-targets', '--remove'],
      ['plan', 'inactive', '--since=9d'],
    ]) {
      const { code, stderr } = await scene.run(words)
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining('Targets one and all/Class 1 are both workspace Class 1') as string,
      ])
    }
    const words = ['remove', 'ana@example.edu', '--target', 'one', '--state', 'new state']
    const [warning] = (await scene.run([...words, '--json'])).json.warnings
    expect(warning).toContain("user-admin init --state 'new state'")
    await scene.run(['init', '--target', 'one', '--state', 'new state'])
    expect((await scene.run(words)).stderr).not.toContain('baseline')
  })
})
