import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import { startScene } from './cli-scene.ts'

describe('members', () => {
  it('lists the people of every target, each with its own', async () => {
    await using scene = await startScene()
    await using aac = await startFakeAac({
      seed: { workspaces: [{ name: 'spring-class' }], people: ['me@example.edu', 'ana@example.edu'] },
    })
    await using houston = await startFakeHouston({
      seed: {
        workspaces: [{ label: 'Class 1' }],
        users: [{ username: 'bo@example.org', roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'Class 1' }] }],
      },
    })
    await scene.configure({
      targets: {
        spring: await scene.aac(aac),
        'class-1': await scene.houston(houston, { workspace: 'Class 1' }),
      },
    })
    const { code, stdout, stderr } = await scene.run(['members', '--quiet'])
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^TARGET +EMAIL/)
    expect(stdout).toContain('3 people.')
    const { json } = await scene.run(['members', '--json', '--role', 'WORKSPACE_EDITOR'])
    expect(json).toMatchObject({
      command: 'members',
      exit: 0,
      ok: true,
      data: { all: 3, members: [{ target: 'class-1', email: 'bo@example.org' }] },
      targets: [
        { target: 'class-1', ok: true },
        { target: 'spring', ok: true },
      ],
    })
  })

  it('shows only who is asked for, and says of whom it cannot tell', async () => {
    const day = 86_400_000
    const ago = (days: number): string => new Date(Date.now() - days * day).toISOString()
    await using aac = await startFakeAac({
      seed: {
        people: [
          { email: 'me@example.edu', lastLoginTime: ago(1), createdAt: ago(400) },
          { email: 'away@example.edu', lastLoginTime: ago(200), createdAt: ago(400) },
          { email: 'never@example.org', lastLoginTime: null, createdAt: ago(400) },
          { email: 'late@example.org', status: 'invited', createdAt: ago(30) },
          { email: 'new@example.org', status: 'invited', createdAt: ago(2) },
        ],
      },
    })
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(aac) } })
    const asked = async (...words: readonly string[]): Promise<readonly string[]> => {
      const { code, json } = await scene.run(['members', '--json', ...words])
      expect(code).toBe(0)
      return [
        ...(json.data as { readonly members: readonly { readonly email: string }[] }).members.map(({ email }) => email),
        ...json.warnings.filter((sentence) => sentence.includes('left out')),
      ].toSorted()
    }
    expect(await asked('--status', 'invited', '--older-than', '14d')).toEqual(['late@example.org'])
    expect(await asked('--role', 'workspace_ADMIN')).toEqual(['me@example.edu'])
    expect(await asked('--domain', '@EXAMPLE.org', '--status', 'active,suspended')).toEqual(['never@example.org'])
    expect(await asked('--last-seen-before', '90d', '--status', 'active')).toEqual([
      'Of 1 people it is not known when they were last seen: they are left out.',
      'away@example.edu',
    ])
  })

  it('shows nobody, or everybody, for no filter that cannot be meant', { timeout: 180_000 }, async () => {
    await using aac = await startFakeAac({ seed: { people: ['me@example.edu'] } })
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(aac) } })
    for (const [option, value, says] of [
      ['--role', 'workspace_admn', 'No target has a role "workspace_admn"; did you mean workspace_admin?'],
      ['--role', '', 'An option that takes a list was given nothing.'],
      ['--status', 'invted', 'There is no status "invted"'],
      ['--domain', '@', '"@" is no domain'],
      ['--domain', 'ana@example.edu', '"ana@example.edu" is no domain'],
      ['--older-than', '0d', 'give a time that is over'],
      ['--older-than', 'long', 'is no length of time'],
      ['--last-seen-before', '2999-01-01', 'give a time that is over'],
      ['--last-seen-before', '2026-02-31', '"2026-02-31" is no time'],
      ['--last-seen-before', '2026-01-31 (about)', 'is no time'],
    ]) {
      const { code, stdout, stderr } = await scene.run(['members', `${option}=${value}`, '--quiet'])
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining(says ?? '')])
    }
  })

  it('writes tables for spreadsheets in which no cell starts a formula', async () => {
    await using aac = await startFakeAac({
      seed: { people: ['me@example.edu', { email: 'ana@example.edu', name: '=HYPERLINK("http://x","a,b")' }] },
    })
    await using scene = await startScene()
    await scene.configure({ targets: { spring: await scene.aac(aac) } })
    const { code, stdout } = await scene.run(['members', '--csv', '--quiet'])
    expect(code).toBe(0)
    const [heading, ...rows] = stdout.trimEnd().split('\r\n')
    expect(heading).toBe('target,email,name,status,roles,admin,since,last seen,ways in,id')
    expect(rows.find((row) => row.includes('ana@'))).toContain(',"\'=HYPERLINK(""http://x"",""a,b"")",')
    expect(await scene.run(['members', '--csv', '--json'])).toMatchObject({ code: 2 })
  })
})
