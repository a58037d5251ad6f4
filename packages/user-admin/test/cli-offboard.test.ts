import { describe, expect, it } from 'vitest'
import { endsOf, type Ordered, startClass, startHouston } from './cli-people.ts'
import { type Ran, startScene } from './cli-scene.ts'
import { runAtTerminal } from './cli-terminal.ts'

interface Offboarded extends Ordered {
  readonly before: readonly { readonly target: string; readonly enters: boolean | null }[]
  readonly after?: Offboarded['before']
  readonly enters: boolean | null
}
const offboarded = ({ json }: Ran): Offboarded => json.data as Offboarded
const entering = (places: Offboarded['before'] = []): readonly string[] =>
  places.filter(({ enters }) => enters !== false).map(({ target }) => target)

describe('offboard', () => {
  it('removes one person from every target, and shows what was open before and after', async () => {
    await using aac = await startClass('ana@example.edu')
    await using houston = await startHouston()
    await using scene = await startScene()
    await scene.configure({
      targets: {
        spring: { ...(await scene.aac(aac)), assets: 'leave' },
        class: await scene.houston(houston, { workspace: 'Class 1' }),
      },
    })
    const words = ['offboard', 'ana@example.edu', '--all-targets', '--remove', '--json']
    const shown = await scene.run(words)
    const { plan, before, after } = offboarded(shown)
    expect([shown.code, entering(before), after]).toEqual([3, ['spring', 'class'], undefined])
    const done = await scene.run([...words, '--approve', plan.id])
    const answer = offboarded(done)
    expect([done.code, endsOf(done), entering(answer.after), answer.enters]).toEqual([
      0,
      ['remove done', 'remove done'],
      [],
      false,
    ])
    expect([aac.canEnter('ana@example.edu'), houston.canEnter('ana@example.edu')]).toEqual([false, true])
    const again = await scene.run(words)
    expect([again.code, offboarded(again).enters]).toEqual([1, false])
  })

  it('suspends where that can be done, and ends with 7 while somebody gets in elsewhere', async () => {
    await using aac = await startClass('ana@example.edu')
    await using houston = await startHouston()
    await using scene = await startScene()
    await scene.configure({
      targets: {
        spring: await scene.aac(aac),
        class: await scene.houston(houston, { workspace: 'Class 1' }),
      },
    })
    const words = ['offboard', 'ana@example.edu', '--all-targets']
    const { plan } = offboarded(await scene.run([...words, '--json']))
    const done = await scene.run([...words, '--approve', plan.id])
    expect([done.code, aac.canEnter('ana@example.edu')]).toEqual([7, false])
    expect(done.stdout).toContain('ana@example.edu gets in.')
    expect(done.stdout).toContain('Still open, or not known to be shut: class.')
  })

  it('ends with 7 where a target could not be read: nobody is believed out who may get in there', async () => {
    await using aac = await startClass('ana@example.edu')
    await using other = await startClass()
    await using scene = await startScene()
    const [spring, autumn] = [await scene.aac(aac), await scene.aac(other)]
    await scene.configure({ targets: { spring, autumn } })
    await scene.file('creds/aac-2.json', JSON.stringify({ access_token: 'no', refresh_token: 'no' }))
    const words = ['offboard', 'ana@example.edu', '--all-targets', '--json']
    const { plan } = offboarded(await scene.run(words))
    const done = await scene.run([...words, '--approve', plan.id])
    expect([done.code, offboarded(done).enters, endsOf(done)]).toEqual([7, null, ['suspend done']])
    const { stdout } = await scene.run(words.filter((word) => word !== '--json'))
    expect(stdout).toContain('Still open, or not known to be shut: autumn.')
  })

  it.each<[string, readonly string[], RegExp]>([
    ['a target that nobody named', [], /^Say where: /u],
    ['what only a removal needs', ['--all-targets', '--leave-assets'], /are about a removal/u],
    ['an account that was not said', ['--all-targets', '--remove'], /If that is meant, say --account/u],
    ['a suspension that none can do', ['--target', 'class,platform'], /Nobody can be suspended in any/u],
  ])('refuses %s', async (_name, words, says) => {
    await using houston = await startHouston()
    await using scene = await startScene()
    await scene.configure({
      targets: {
        class: await scene.houston(houston, { workspace: 'Class 1' }),
        platform: await scene.houston(houston),
      },
    })
    const { code, stderr } = await scene.run(['offboard', 'ana@example.edu', ...words])
    expect([code, stderr]).toEqual([2, expect.stringMatching(says) as string])
  })

  it.skipIf(process.platform === 'win32')('shows at a terminal where the person gets in before it asks', async () => {
    await using aac = await startClass('ana@example.edu')
    await using scene = await startScene()
    await scene.configure({ targets: { spring: { ...(await scene.aac(aac)), assets: 'leave' } } })
    const { code, screen } = await runAtTerminal(
      scene,
      ['offboard', 'ana@example.edu', '--all-targets', '--remove'],
      [['How many people lose access?', '1\r']],
    )
    expect([code, screen.indexOf('ana@example.edu gets in.') < screen.indexOf('How many people')]).toEqual([0, true])
    expect(screen).toContain('ana@example.edu gets in to none of these targets.')
  })
})
