import { describe, expect, it } from 'vitest'
import { answerOf, endsOf, startClass, startHouston } from './cli-people.ts'
import { startScene } from './cli-scene.ts'
import { runAtTerminal } from './cli-terminal.ts'

describe('remove', () => {
  it('shows its plan, changes nothing, and says the line that does it; which does it, and stands in the journal', async () => {
    await using fake = await startClass('ana@example.edu')
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    const words = ['remove', 'ana@example.edu', '--leave-assets']
    const shown = await scene.run(words)
    expect([shown.code, fake.canEnter('ana@example.edu')]).toEqual([3, true])
    expect(shown.stdout).toContain('take ana@example.edu out of workspace spring-class')
    const [, line = ''] = /Nothing was changed\. To carry it out: user-admin (.*)\n$/u.exec(shown.stdout) ?? []
    expect(line).toMatch(/^remove ana@example\.edu --leave-assets --approve [0-9a-f]{64}$/u)

    const done = await scene.run([...line.split(' '), '--by', 'head@example.edu', '--reason', 'left', '--json'])
    expect([done.code, endsOf(done), fake.canEnter('ana@example.edu')]).toEqual([0, ['remove done'], false])
    const { report } = answerOf(done)
    expect(report).toMatchObject({ approvedBy: 'head@example.edu', reason: 'left', left: [] })
    expect(report?.journal?.count).toBeGreaterThan(3)

    const again = await scene.run([...words, '--json'])
    expect([again.code, answerOf(again).plan.missing]).toMatchObject([1, [{ entry: 'ana@example.edu' }]])
  })

  it('lets nothing through that a guard holds, until it is released by its code', async () => {
    await using fake = await startClass({ email: 'ana@example.edu', assets: 3 })
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    const held = await scene.run(['remove', 'ana@example.edu', '--json'])
    const { plan, line = '' } = answerOf(held)
    expect([held.code, plan.held.map(({ code }) => code)]).toEqual([4, ['assets']])
    expect(line).toContain('--release assets')
    const refused = await scene.run(['remove', 'ana@example.edu', '--approve', plan.id])
    expect([refused.code, fake.canEnter('ana@example.edu')]).toEqual([4, true])
    const done = await scene.run([...line.split(' ').slice(1), '--json'])
    expect([done.code, endsOf(done), fake.canEnter('ana@example.edu')]).toEqual([0, ['remove done'], false])
  })

  it('does not do another plan than the one that was approved', async () => {
    await using fake = await startClass('ana@example.edu', 'li@example.edu')
    await using scene = await startScene()
    await scene.configure({ targets: { spring: { ...(await scene.aac(fake)), assets: 'leave' } } })
    const { plan } = answerOf(await scene.run(['remove', 'ana@example.edu', '--json']))
    const other = await scene.run(['remove', 'li@example.edu', '--approve', plan.id])
    expect([other.code, fake.ledger.entries]).toEqual([3, []])
    expect(other.stdout).toContain('another plan by now')
  })

  it('does what was approved also where others came meanwhile: the person is as they were', async () => {
    await using fake = await startClass('ana@example.edu')
    await using scene = await startScene()
    await scene.configure({ targets: { spring: { ...(await scene.aac(fake)), assets: 'leave' } } })
    const words = ['remove', 'ana@example.edu', '--json']
    const { plan } = answerOf(await scene.run(words))
    const invite = ['invite', 'new@example.org', '--json']
    await scene.run([...invite, '--approve', answerOf(await scene.run(invite)).plan.id])
    const done = await scene.run([...words, '--approve', plan.id])
    expect(answerOf(done).plan.id).not.toBe(plan.id)
    expect([done.code, endsOf(done), fake.canEnter('ana@example.edu')]).toEqual([0, ['remove done'], false])
  })

  it('leaves protected people and the caller alone, and says so with 1; the others go all the same, with 7', async () => {
    await using fake = await startClass('ana@example.edu', 'li@example.edu')
    await using scene = await startScene()
    await scene.configure({
      targets: { spring: { ...(await scene.aac(fake)), assets: 'leave' } },
      policy: { protect: ['li@example.edu'] },
    })
    const none = await scene.run(['remove', 'li@example.edu', 'me@example.edu', '--json'])
    expect([none.code, answerOf(none).plan.kept.map(({ code }) => code)]).toEqual([1, ['protected', 'self']])
    const words = ['remove', 'li@example.edu', 'ana@example.edu', 'anna@example.edu']
    const { plan } = answerOf(await scene.run([...words, '--json']))
    const some = await scene.run([...words, '--approve', plan.id])
    expect([some.code, fake.canEnter('ana@example.edu'), fake.canEnter('li@example.edu')]).toEqual([7, false, true])
    expect(some.stdout).toContain('Not done\n  anna@example.edu is nobody here')
    expect(some.stdout).toContain('  li@example.edu: Protected by the policy.')
  })

  it('deletes no account of a Houston platform, unless --account says so', async () => {
    await using fake = await startHouston()
    await using scene = await startScene()
    await scene.configure({ targets: { platform: await scene.houston(fake) } })
    const refused = await scene.run(['remove', 'ana@example.edu'])
    expect([refused.code, refused.stdout]).toEqual([2, ''])
    expect(refused.stderr).toContain('If that is meant, say --account')
    const words = ['remove', 'ana@example.edu', '--account', '--json']
    const { plan } = answerOf(await scene.run(words))
    expect(plan.held.map(({ code }) => code)).toEqual(['accounts'])
    const done = await scene.run([...words, '--approve', plan.id])
    expect([done.code, endsOf(done), fake.canEnter('ana@example.edu')]).toEqual([0, ['remove done'], false])
  })

  it.each<[string, readonly string[], RegExp]>([
    ['a whole domain', ['@example.edu'], /does not name one person/u],
    ['a guard that there is not', ['a@b.example', '--release', 'all'], /^"all" is no guard; there are /u],
    ['two decisions about assets', ['a@b.example', '--leave-assets', '--transfer-to', 'c@d.example'], /exclude each/u],
    ['an approval that is no id', ['ana@example.edu', '--approve', 'yes'], /--approve takes the id of the plan/u],
  ])('refuses %s, and exits with 2', async (_name, words, says) => {
    await using fake = await startClass('ana@example.edu')
    await using scene = await startScene()
    await scene.configure({ targets: { spring: { ...(await scene.aac(fake)), assets: 'leave' } } })
    const { code, stderr } = await scene.run(['remove', ...words, '--quiet'])
    expect([code, stderr]).toEqual([2, expect.stringMatching(says) as string])
    expect(fake.ledger.entries).toEqual([])
  })

  it.skipIf(process.platform === 'win32')('asks at a terminal for the number of people', async () => {
    await using fake = await startClass('ana@example.edu', 'li@example.edu')
    await using scene = await startScene()
    await scene.configure({ targets: { spring: { ...(await scene.aac(fake)), assets: 'leave' } } })
    const words = ['remove', 'ana@example.edu', 'li@example.edu']
    for (const [typed, says] of [
      ['1\r', 'It is another number than 1: nothing was changed.'],
      ['\r', 'Nothing was changed.'],
    ] as const) {
      const left = await runAtTerminal(scene, words, [['nothing to leave it:', typed]])
      expect([left.code, left.screen]).toEqual([3, expect.stringContaining(says) as string])
      // Once, above the question.
      expect(left.screen.match(/Plan for workspace spring-class/gu)).toHaveLength(1)
    }
    expect(fake.ledger.entries).toEqual([])
    const done = await runAtTerminal(scene, words, [['How many people lose access?', '2\r']])
    expect([done.code, done.screen]).toEqual([0, expect.stringContaining('Ended: 2 done') as string])
    expect(fake.canEnter('li@example.edu')).toBe(false)
  })
})
