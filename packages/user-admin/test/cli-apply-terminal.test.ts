import { describe, expect, it } from 'vitest'
import { classOf, inClass, other, planned, sceneOf } from './cli-class.ts'
import { runAtTerminal } from './cli-terminal.ts'

const question = 'to leave it: '
const ctrlC = '\u0003'

describe.skipIf(process.platform === 'win32')('apply at a terminal', () => {
  it('shows the plan and does it once the number of people who lose access is typed', async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake)
    await planned(scene)
    const wrong = await runAtTerminal(scene, ['apply', 'plan.json'], [[question, '4\r']])
    expect([wrong.code, inClass(fake).length]).toEqual([3, 3])
    expect(wrong.screen).toContain('student3@example.edu')
    expect(wrong.screen).toContain('How many people lose access?')
    expect(wrong.screen).toContain('another number than 4: nothing was changed')
    const done = await runAtTerminal(scene, ['apply', 'plan.json'], [[question, '3\r']])
    expect([done.code, inClass(fake)]).toEqual([0, []])
    expect(wrong.screen).not.toContain('are released')
    // What may be done next stands below what was done, where it is still in sight.
    expect(done.screen).toMatch(/Ended: 3 done.*\nTo put back what can be: user-admin undo [0-9a-f-]{36}\s*$/su)
  })

  it('asks only for those of whom a fresh plan says the same', async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake)
    await planned(scene)
    const teacher = await other(fake)
    await teacher.remove({ email: 'student1@example.edu' })
    await teacher.invite({ email: 'student9@example.edu' })
    const { code, screen } = await runAtTerminal(scene, ['apply', 'plan.json'], [[question, '2\r']])
    expect([code, inClass(fake)]).toEqual([7, ['student9@example.edu']])
    expect(screen).toContain('1 step is not asked for any more')
  })

  it('changes nothing on Ctrl-C at the question, and stops by it in the midst of a run, saying how to go on', async () => {
    // Slow enough that the key is read before the last step has begun.
    await using fake = await classOf(30, { latency: 200 })
    await using scene = await sceneOf(fake)
    await planned(scene)
    const words = ['apply', 'plan.json', '--release', 'per-run']
    const asked = await runAtTerminal(scene, words, [[question, ctrlC]])
    expect([asked.code, inClass(fake).length]).toEqual([1, 30])
    expect(asked.screen).toContain('Of the guards these are released: per-run.')
    expect(asked.screen).toContain('The process was told to end (SIGINT).')
    const stopped = await runAtTerminal(scene, words, [
      [question, '30\r'],
      [' 1/30', ctrlC],
    ])
    expect([stopped.code, inClass(fake).length > 0]).toEqual([7, true])
    expect(stopped.screen).toMatch(/The run was stopped: .* left open\. To go on: user-admin resume [0-9a-f-]{36}/u)
    const { code } = await scene.run(['resume'])
    expect([code, inClass(fake)]).toEqual([0, []])
  })
})

describe.skipIf(process.platform === 'win32')('held approve at a terminal', () => {
  it('takes a short id, and the number of people', async () => {
    await using fake = await classOf(3)
    await using scene = await sceneOf(fake)
    await scene.run(['init'])
    const id = await planned(scene)
    await scene.run(['apply', 'plan.json', '--unattended'])
    const { json } = await scene.run(['held', 'list', '--json'])
    const [held] = (json.data as { readonly held: readonly { readonly id: string }[] }).held
    const short = held?.id.slice(0, 8) ?? id
    const left = await runAtTerminal(scene, ['held', 'approve', short], [[question, '\r']])
    expect([left.code, left.screen]).toEqual([3, expect.stringContaining('Nothing was decided.') as string])
    const done = await runAtTerminal(scene, ['held', 'approve', short], [[question, '3\r']])
    expect([done.code, done.screen]).toEqual([0, expect.stringContaining('Approved by tester@example.edu') as string])
    expect((await scene.run(['apply'])).code).toBe(0)
    expect(inClass(fake)).toEqual([])
  })
})
