import { describe, expect, it } from 'vitest'
import { answerOf, endsOf, startClass, startHouston } from './cli-people.ts'
import { type Scene, startScene } from './cli-scene.ts'

/** Shows the plan of a line, then carries it out. */
async function approved(scene: Scene, words: readonly string[]): Promise<[code: number, ends: readonly string[]]> {
  const { plan } = answerOf(await scene.run([...words, '--json']))
  const done = await scene.run([...words, '--approve', plan.id, '--json'])
  return [done.code, endsOf(done)]
}

describe('invite', () => {
  it('mails as many invitations as the plan said, and leaves who is there as they are', async () => {
    await using fake = await startClass('ana@example.edu')
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    const words = ['invite', 'New@example.org', 'newer@example.org', 'ana@example.edu', '--role', 'Full User']
    const shown = await scene.run([...words, '--json'])
    expect([shown.code, answerOf(shown).plan.mails]).toEqual([3, 2])
    expect(shown.json.warnings).toEqual([expect.stringContaining('ana@example.edu is there already') as string])
    expect(fake.mails).toEqual([])
    expect(await approved(scene, words)).toEqual([0, ['invite pending', 'invite pending']])
    expect(fake.mails.map(({ to }) => to)).toEqual(['new@example.org', 'newer@example.org'])
    const again = await scene.run(words)
    expect([again.code, again.stdout, fake.mails.length]).toEqual([
      0,
      'Everybody is there already: nothing was to be done.\n',
      2,
    ])
  })

  it('mails an open invitation again, and takes it back; who came in stays', async () => {
    await using fake = await startClass('ana@example.edu')
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(fake) } })
    await approved(scene, ['invite', 'new@example.org'])
    expect(await approved(scene, ['invite', 'new@example.org', '--again'])).toEqual([0, ['remind pending']])
    expect(fake.mails.map(({ about }) => about)).toEqual(['invitation', 'reminder'])
    expect(await approved(scene, ['invite', 'new@example.org', '--withdraw'])).toEqual([0, ['remove done']])
    expect(fake.canEnter('new@example.org')).toBe(false)
    const stays = await scene.run(['invite', 'ana@example.edu', '--withdraw'])
    expect([stays.code, fake.canEnter('ana@example.edu')]).toEqual([1, true])
    expect(stays.stdout).toContain('is a member already, and no invitation is open')
  })

  it('gives a role on a deployment of Houston, and says that Houston mails no invitation again', async () => {
    await using fake = await startHouston()
    await using scene = await startScene()
    await scene.configure({ targets: { class: await scene.houston(fake, { workspace: 'Class 1' }) } })
    const words = ['invite', 'new@example.org', '--role', 'Workspace Editor', '--deployment', 'etl=viewer']
    const { plan } = answerOf(await scene.run([...words, '--json']))
    expect(plan.steps[0]).toMatchObject({ action: 'invite', roles: { add: ['WORKSPACE_EDITOR'] } })
    expect(plan.steps[0]?.deployments).toMatchObject([{ name: 'etl', role: 'DEPLOYMENT_VIEWER' }])
    expect(await approved(scene, words)).toEqual([0, ['invite pending']])
    const again = await scene.run(['invite', 'new@example.org', '--again'])
    expect([again.code, again.stdout]).toEqual([1, expect.stringContaining('Withdraw it, and invite') as string])
    expect(await approved(scene, ['invite', 'new@example.org', '--withdraw'])).toEqual([0, ['remove done']])
  })

  it.each<[string, readonly string[], RegExp]>([
    ['what is no address', ['ana'], /"ana" is not an e-mail address/u],
    ['two intents at once', ['a@b.example', '--again', '--withdraw'], /exclude each other/u],
    ['roles for an invitation that is open', ['a@b.example', '--again', '--role', 'x'], /for new invitations/u],
    ['a deployment without a role', ['a@b.example', '--deployment', 'etl'], /--deployment takes NAME=ROLE/u],
  ])('refuses %s, before anything is asked', async (_name, words, says) => {
    await using scene = await startScene()
    const { code, stderr } = await scene.run(['invite', ...words])
    expect([code, stderr]).toEqual([2, expect.stringMatching(says) as string])
  })
})
