import { manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import type { TargetForm } from '../src/cli/config/form.ts'
import type { Plan } from '../src/index.ts'
import { startScene } from './cli-scene.ts'

const latency = 25
const people = 500
const classes = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)
const inAac = 60
const inHouston = 40
/** Everybody else of a workspace is in no other one. */
const member = (system: string, place: number, index: number): string =>
  index < 5 ? `gone${index}@example.edu` : `p${index}-${system}${place}@example.edu`
const day = 86_400_000

describe('a hundred targets', () => {
  it('are planned together, and three whose tokens ended fail alone', async () => {
    const clock = manualClock(Date.now())
    await using aac = await startFakeAac({
      latency,
      clock,
      seed: {
        workspaces: classes(inAac).map((place) => ({
          name: `aac-${place}`,
          people: classes(people).map((index) =>
            index === people - 1
              ? { email: `head-aac-${place}@example.edu`, isAdmin: true }
              : { email: member('aac', place, index) },
          ),
        })),
      },
    })
    await using houston = await startFakeHouston({
      release: '0.37',
      latency,
      clock,
      seed: {
        workspaces: classes(inHouston).map((place) => ({ id: `w${place}`, label: `Class ${place}` })),
        users: [
          { username: 'root@example.edu', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
          ...classes(5).map((index) => ({
            username: `gone${index}@example.edu`,
            roleBindings: classes(inHouston).map((place) => ({ role: 'WORKSPACE_VIEWER', workspace: `w${place}` })),
          })),
          ...classes(inHouston).flatMap((place) =>
            classes(people - 5).map((index) => ({
              username: index === 0 ? `head${place}@example.edu` : member('h', place, index + 4),
              roleBindings: [{ role: index === 0 ? 'WORKSPACE_ADMIN' : 'WORKSPACE_VIEWER', workspace: `w${place}` }],
            })),
          ),
        ],
      },
    })
    await using scene = await startScene()
    const targets: Record<string, TargetForm> = {}
    const ended: Record<string, string> = {}
    for (const place of classes(inAac)) {
      const me = { workspace: `aac-${place}`, person: `head-aac-${place}@example.edu` }
      targets[`aac-${place}`] = await scene.aac(aac, me)
      if (place % 30 !== 7) continue
      ended[`AAC_${place}`] = aac.tokens(me).accessToken
      targets[`aac-${place}`] = { system: 'aac', hosts: aac.hosts, credential: { env: `AAC_${place}` } }
    }
    for (const place of classes(inHouston))
      targets[`class-${place}`] = await scene.houston(houston, { workspace: `Class ${place}` })
    ended['HOUSTON_TOKEN'] = houston.userToken('head9@example.edu')
    targets['class-9'] = {
      system: 'houston',
      url: houston.url,
      workspace: 'Class 9',
      credential: { env: 'HOUSTON_TOKEN' },
    }
    clock.advance(2 * day)
    await scene.configure({ targets })
    await scene.file(
      'gone.csv',
      `email\n${classes(5)
        .map((index) => `gone${index}@example.edu\n`)
        .join('')}`,
    )

    const began = performance.now()
    const { code, json, stderr } = await scene.run(
      ['plan', 'leavers', '--file', 'gone.csv', '--action', 'remove', '--leave-assets', '--json'],
      { env: ended },
    )
    const seconds = (performance.now() - began) / 1000
    const { plan } = json.data as { readonly plan: Plan }
    process.stdout.write(
      `${plan.scopes.length} of 100 targets of ${people} people planned in ${seconds.toFixed(1)} s at ${latency} ms, in ${aac.requests() + houston.requests()} requests\n`,
    )
    expect(json.targets?.flatMap(({ target, ok, problem }) => (ok ? [] : [[target, problem]]))).toEqual([
      ['aac-37', 'unauthenticated'],
      ['aac-7', 'unauthenticated'],
      ['class-9', 'unauthenticated'],
    ])
    expect([code, json.targets?.length, plan.scopes.length]).toEqual([7, 100, 97])
    expect(plan.scopes.map(({ members }) => members)).toEqual(classes(97).map(() => people))
    expect(plan.steps.length).toBe(97 * 5)
    expect(plan.missing).toEqual([])
    for (const token of Object.values(ended)) expect(`${JSON.stringify(json)}${stderr}`).not.toContain(token)
  }, 300_000)

  it('that fail while they are read are left out of the plan as well, and named', async () => {
    await using one = await startFakeAac({
      seed: { people: [{ email: 'me@x.edu', isAdmin: true }, { email: 'ana@x.edu' }] },
    })
    await using two = await startFakeAac({
      seed: { people: [{ email: 'me@x.edu', isAdmin: true }, { email: 'ana@x.edu' }] },
    })
    await using scene = await startScene()
    await scene.configure({ targets: { one: await scene.aac(one), two: await scene.aac(two) } })
    two.fault({ on: 'listWorkspaceUsers', times: 99, give: { status: 403, body: '{}' } })
    const words = ['plan', 'leavers', 'ana@x.edu', '--action', 'remove', '--leave-assets', '--json']
    const { code, json } = await scene.run(words)
    const { plan } = json.data as { readonly plan: Plan }
    expect([code, plan.scopes.length, plan.steps.length]).toEqual([7, 1, 1])
    expect(json.targets).toMatchObject([
      { target: 'one', ok: true },
      { target: 'two', ok: false, problem: 'forbidden' },
    ])
    const alone = await scene.run([...words, '--target', 'two'])
    expect([alone.code, alone.json.error?.problem]).toEqual([1, 'forbidden'])
  })

  it('whose rows of a file cannot be placed say which of them did not answer', async () => {
    await using houston = await startFakeHouston({
      seed: { workspaces: [{ label: 'Class 1' }, { label: 'Class 2' }], users: 3 },
    })
    await using scene = await startScene()
    await scene.configure({
      targets: {
        one: await scene.houston(houston, { workspace: 'Class 1' }),
        two: await scene.houston(houston, { workspace: 'Class 2', credential: { env: 'NOT_SET' } }),
      },
    })
    await scene.file('roster.csv', 'email,role,workspace\na@x.edu,Workspace Viewer,Class 2\n')
    const { code, json } = await scene.run(['plan', 'roster', 'roster.csv', '--json'])
    expect([code, json.error?.message]).toEqual([
      2,
      expect.stringMatching(/Class 2.* These targets could not be read: two\.$/su) as string,
    ])
  })
})
