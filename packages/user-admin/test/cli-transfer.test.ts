import { describe, expect, it } from 'vitest'
import { answerOf, endsOf, startClass } from './cli-people.ts'
import { startScene } from './cli-scene.ts'

describe('transfer', () => {
  it('hands over what somebody owns, and leaves them in', async () => {
    await using fake = await startClass({ email: 'ana@example.edu', assets: 3 })
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    const words = ['transfer', 'ana@example.edu', '--to', 'bo@example.edu']
    const shown = await scene.run(words)
    expect([shown.code, shown.stdout]).toEqual([3, expect.stringContaining('cannot be undone') as string])
    const [, id = ''] = /--approve ([0-9a-f]{64})/u.exec(shown.stdout) ?? []
    const done = await scene.run([...words, '--approve', id, '--json'])
    expect([done.code, endsOf(done), answerOf(done).report?.left]).toEqual([0, ['transfer done'], []])
    const people = fake.state.flatMap((workspace) => workspace.people)
    const assets = new Map(people.map(({ email, assets: own }) => [email, own]))
    expect([assets.get('ana@example.edu'), assets.get('bo@example.edu')]).toEqual([0, 3])
    expect(fake.canEnter('ana@example.edu')).toBe(true)
    const said = await scene.run(['explain', 'ana@example.edu'])
    expect(said.stdout).toContain('Relieved of what they own')
  })

  it.each<[string, readonly string[], number, RegExp]>([
    ['who is no member', ['who@example.edu'], 1, /who@example\.edu is no member here/u],
    ['who only was invited', ['late@example.edu'], 1, /late@example\.edu is invited here/u],
    ['the same person', ['ana@example.edu'], 1, /cannot be handed to the same person/u],
    ['a whole domain', ['@example.edu'], 2, /does not name one person/u],
  ])('hands nothing to %s', async (_name, [to = ''], expected, says) => {
    await using fake = await startClass('ana@example.edu', { email: 'late@example.edu', status: 'invited' })
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    const { code, stdout, stderr } = await scene.run(['transfer', 'ana@example.edu', '--to', to])
    expect([code, stdout + stderr]).toEqual([expected, expect.stringMatching(says) as string])
    expect(fake.ledger.entries).toEqual([])
  })
})
