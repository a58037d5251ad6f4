import { describe, expect, it } from 'vitest'
import { answerOf, endsOf, startClass, startHouston } from './cli-people.ts'
import { startScene } from './cli-scene.ts'

describe('set-roles', () => {
  it('gives exactly these roles, or gives some and takes some', async () => {
    await using fake = await startClass('ana@example.edu')
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    const names = (): readonly string[] => {
      const people = fake.state.flatMap((workspace) => workspace.people)
      return (people.find(({ email }) => email === 'ana@example.edu')?.roles ?? []).map(String)
    }
    const before = names()
    for (const words of [
      ['--add', 'Full User', '--drop', 'viewer'],
      ['--role', 'Viewer'],
    ]) {
      const { plan } = answerOf(await scene.run(['set-roles', 'ana@example.edu', ...words, '--json']))
      expect(plan.steps[0]?.roles).toMatchObject({ add: [expect.any(String)], drop: [expect.any(String)] })
      const done = await scene.run(['set-roles', 'ana@example.edu', ...words, '--approve', plan.id, '--json'])
      expect([done.code, endsOf(done)]).toEqual([0, ['set-roles done']])
    }
    expect(names()).toEqual(before)
  })

  it('puts one role of Houston in the place of the other, and holds what would leave no administrator', async () => {
    await using fake = await startHouston()
    await using scene = await startScene()
    await scene.configure({ targets: { class: await scene.houston(fake, { workspace: 'Class 1' }) } })
    const words = ['set-roles', 'ana@example.edu', '--add', 'workspace admin', '--json']
    const { plan } = answerOf(await scene.run(words))
    expect(plan.steps[0]?.roles).toEqual({ add: ['WORKSPACE_ADMIN'], drop: ['WORKSPACE_EDITOR'] })
    const done = await scene.run([...words, '--approve', plan.id])
    expect([done.code, endsOf(done)]).toEqual([0, ['set-roles done']])
  })

  it.each<[string, readonly string[], number, RegExp]>([
    ['no role', [], 2, /^Say which roles/u],
    ['two ways at once', ['--role', 'Viewer', '--add', 'Viewer'], 2, /excludes --add/u],
    ['a role that there is not', ['--role', 'King'], 2, /"King" is no role in workspace spring-class; there are/u],
  ])('refuses %s', async (_name, words, expected, says) => {
    await using fake = await startClass('ana@example.edu')
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    const { code, stderr } = await scene.run(['set-roles', 'ana@example.edu', ...words, '--quiet'])
    expect([code, stderr]).toEqual([expected, expect.stringMatching(says) as string])
  })
})
