import { describe, expect, it } from 'vitest'
import { answerOf, endsOf, startClass, startHouston } from './cli-people.ts'
import { startScene } from './cli-scene.ts'

describe('suspend and reinstate', () => {
  it('lock somebody out, and let them in again; what is so already is no step', async () => {
    await using fake = await startClass('ana@example.edu')
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    for (const [word, canEnter] of [
      ['suspend', false],
      ['reinstate', true],
    ] as const) {
      const shown = await scene.run([word, 'ana@example.edu', '--json'])
      expect(shown.code).toBe(3)
      const done = await scene.run([word, 'ana@example.edu', '--approve', answerOf(shown).plan.id, '--json'])
      expect([done.code, endsOf(done), fake.canEnter('ana@example.edu')]).toEqual([0, [`${word} done`], canEnter])
    }
    const already = await scene.run(['reinstate', 'ana@example.edu'])
    expect([already.code, already.stdout]).toEqual([0, expect.stringContaining('nothing to do') as string])
  })

  it('say what a target cannot do, and end with 1', async () => {
    await using fake = await startHouston()
    await using scene = await startScene()
    await scene.configure({ targets: { class: await scene.houston(fake, { workspace: 'Class 1' }) } })
    const ran = await scene.run(['suspend', 'ana@example.edu'])
    expect([ran.code, ran.stdout]).toEqual([
      1,
      expect.stringContaining('Nobody can be suspended in workspace Class 1. Remove the person') as string,
    ])
  })

  it('want to know in which target', async () => {
    await using fake = await startClass('ana@example.edu')
    await using scene = await startScene()
    const target = await scene.aac(fake)
    await scene.configure({ targets: { spring: target, autumn: target } })
    const { code, stderr } = await scene.run(['suspend', 'ana@example.edu'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('Say where: --target spring') as string])
  })
})
