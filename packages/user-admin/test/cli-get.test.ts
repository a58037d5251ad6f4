import { describe, expect, it } from 'vitest'
import { startClass, startHouston } from './cli-people.ts'
import { type Ran, startScene } from './cli-scene.ts'

interface Found {
  readonly enters: boolean | null
  readonly places: readonly {
    readonly target: string
    readonly member: { readonly status: string; readonly roles: readonly string[] } | null
    readonly access: readonly { readonly via: string; readonly role: string }[]
  }[]
}

const found = ({ json }: Ran): Found => json.data as Found

describe('get', () => {
  it('shows every way in of somebody, over all targets', async () => {
    await using aac = await startClass({ email: 'teamed@example.edu', status: 'suspended' })
    await using houston = await startHouston()
    await using scene = await startScene()
    await scene.configure({
      targets: {
        spring: await scene.aac(aac),
        class: await scene.houston(houston, { workspace: 'Class 1' }),
      },
    })
    const ran = await scene.run(['get', 'Teamed@example.edu', '--json'])
    const { enters, places } = found(ran)
    expect([ran.code, enters]).toEqual([0, true])
    expect(places.map(({ target, member, access }) => [target, member?.status, access.map(({ via }) => via)])).toEqual([
      ['spring', 'suspended', ['direct']],
      ['class', 'active', ['direct', 'team']],
    ])
    const { code, stdout } = await scene.run(['get', 'teamed@example.edu'])
    expect([code, stdout]).toEqual([0, expect.stringContaining('teamed@example.edu gets in.') as string])
    expect(stdout).toMatch(/^TARGET +STATUS +WAY IN\nspring +suspended +own role/u)
    expect(stdout).toContain('team ops: WORKSPACE_EDITOR (idp)')
  })

  it('says that somebody gets in nowhere only where every target could be read', async () => {
    await using aac = await startClass()
    await using other = await startClass()
    await using scene = await startScene()
    const [spring, autumn] = [await scene.aac(aac), await scene.aac(other)]
    await scene.configure({ targets: { spring, autumn } })
    const nowhere = await scene.run(['get', 'who@example.edu'])
    expect([nowhere.code, nowhere.stdout]).toEqual([
      0,
      expect.stringContaining('gets in to none of these targets.') as string,
    ])
    expect(nowhere.stderr).toContain('No target that was read knows who@example.edu')
    await scene.file('creds/aac-2.json', JSON.stringify({ access_token: 'no', refresh_token: 'no' }))
    const partly = await scene.run(['get', 'who@example.edu', '--json'])
    expect([partly.code, found(partly).enters]).toEqual([7, null])
    expect(partly.json.targets?.map(({ target, ok }) => [target, ok])).toEqual([
      ['autumn', false],
      ['spring', true],
    ])
  })

  it.each([['@example.edu'], ['a@@b']])('refuses %s, which does not name one person', async (named) => {
    await using scene = await startScene()
    const { code, stderr } = await scene.run(['get', named])
    expect([code, stderr]).toEqual([2, expect.stringContaining('does not name one person') as string])
  })
})
