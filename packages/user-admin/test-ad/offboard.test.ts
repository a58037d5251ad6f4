import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Attribute, Change } from 'ldapts'
import type { Plan } from 'user-admin'
import { activeDirectory } from 'user-admin/directory/ldap'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Order, offboardLeavers } from '../../../examples/offboard-leavers/job.ts'
import { type Company, startCompany } from '../test/offboarding-company.ts'
import { type Controller, startController } from './controller.ts'
import { addGroup, addUnit, addUsers } from './entries.ts'

const names = Array.from({ length: 24 }, (_, index) => `person${index}`)
const address = (name: string): string => `${name}@corp.test`
const [disabled, taken, renamed] = ['person1', 'person2', 'person3'] as const
const hour = 3_600_000

let controller: Controller
let unit: string
let group: string
let company: Company
beforeAll(async () => {
  controller = await startController()
  const { client, base } = controller
  unit = await addUnit(client, `OU=Staff,${base}`)
  const heads = [{ name: 'head' }, { name: 'deputy' }]
  group = await addGroup(
    client,
    `CN=Analysts,${unit}`,
    await addUsers(client, unit, [...heads, ...names.map((name) => ({ name }))]),
  )
  company = await startCompany([...names.map(address), 'guest@partner.example'], Date.now())
})
afterAll(async () => {
  await company[Symbol.asyncDispose]()
  await controller.stop()
})

async function run(order: Pick<Order, 'approve'> = {}): Promise<Plan> {
  const { admins, state, clock } = company
  const directory = activeDirectory({
    controllers: controller.url,
    bind: controller.reader,
    tls: { ca: controller.ca },
    base: controller.base,
    groups: ['Analysts'],
    now: clock.now,
  })
  const all = { assets: { transferTo: { email: address('deputy') } }, now: clock.now, ...order } as const
  return (await offboardLeavers(directory, admins, state, all, () => undefined)).plan
}

/** Plans, and does what was planned. */
async function carriedOut(): Promise<Plan> {
  const plan = await run()
  await run({ approve: { id: plan.id, by: 'ops@corp.test' } })
  return plan
}

const change = (dn: string, attribute: string, values: readonly string[], operation: 'replace' | 'delete') =>
  controller.client.modify(
    dn,
    new Change({ operation, modification: new Attribute({ type: attribute, values: [...values] }) }),
  )

const everybodyElse = (gone: readonly string[]): Set<string> =>
  new Set(
    [...names, 'guest'].filter((name) => {
      if (gone.includes(name)) return false
      const { aac, houston } = company.access(name === 'guest' ? 'guest@partner.example' : address(name))
      return aac !== 'in' || houston !== 'in'
    }),
  )

describe('the job over a real Active Directory and both systems', () => {
  it('finds nobody to remove while all are there, and lists whom the directory does not know', async () => {
    const plan = await carriedOut()
    expect(plan.steps).toEqual([])
    expect(plan.unmatched.map(({ scope, email }) => [scope.includes('41877') ? 'aac' : 'houston', email])).toEqual([
      ['houston', 'guest@partner.example'],
      ['aac', 'guest@partner.example'],
    ])
  })

  it('takes who is disabled out of both at once, and whoever left the group step by step; who was renamed stays', async () => {
    const { client } = controller
    await change(`CN=${disabled},${unit}`, 'userAccountControl', ['546'], 'replace')
    await change(group, 'member', [`CN=${taken},${unit}`], 'delete')
    await client.modifyDN(`CN=${renamed},${unit}`, `CN=Renamed,${unit}`)
    await change(`CN=Renamed,${unit}`, 'mail', ['new.name@corp.test'], 'replace')
    await change(`CN=Renamed,${unit}`, 'userPrincipalName', ['new.name@corp.test'], 'replace')

    company.clock.advance(hour)
    const first = await carriedOut()
    expect(first.steps.map(({ email, action, heldBy }) => [email, action, heldBy])).toEqual(
      expect.arrayContaining([
        [address(disabled), 'remove', []],
        [address(taken), 'suspend', []],
        [address(taken), 'remove', ['leaver']],
      ]),
    )
    expect(company.access(address(disabled))).toEqual({ aac: 'out', houston: 'out' })
    expect(company.access(address(taken))).toEqual({ aac: 'suspended', houston: 'in' })
    expect(everybodyElse([disabled, taken])).toEqual(new Set())

    company.clock.advance(23 * hour)
    await carriedOut()
    expect(company.access(address(taken))).toEqual({ aac: 'suspended', houston: 'in' })

    company.clock.advance(hour)
    await carriedOut()
    expect(company.access(address(taken))).toEqual({ aac: 'out', houston: 'out' })
    expect(company.aac.state[0]?.lostAssets).toBe(0)
    expect(everybodyElse([disabled, taken])).toEqual(new Set())
  })

  it('does nothing where the group is gone or empty, and says so', async () => {
    const before = [company.aac.ledger.entries.length, company.houston.ledger.entries.length]
    await controller.client.del(group)
    await expect(run()).rejects.toMatchObject({ problem: 'conflict', guard: 'source' })
    await addGroup(controller.client, group)
    await expect(run()).rejects.toMatchObject({ problem: 'conflict', guard: 'source' })
    expect([company.aac.ledger.entries.length, company.houston.ledger.entries.length]).toEqual(before)
  })
})

describe('its main program', () => {
  it('plans and applies by its variables, and ends with 1 where the directory cannot be read', async () => {
    await using own = await startCompany([address('person5')])
    const folder = await mkdtemp(join(tmpdir(), 'user-admin-offboard-'))
    try {
      const [ca, creds] = [join(folder, 'ca.pem'), join(folder, 'creds.json')]
      await writeFile(ca, controller.ca)
      await writeFile(creds, JSON.stringify(own.aac.creds()))
      const env = {
        PATH: process.env['PATH'] ?? '',
        AD_URL: controller.startTlsUrl,
        AD_USER: controller.reader.user,
        AD_PASSWORD: controller.reader.password,
        AD_BASE: unit,
        AD_CA: ca,
        AAC_URL: own.aac.url,
        AAC_CREDS: creds,
        HOUSTON_URL: own.houston.url,
        HOUSTON_TOKEN: own.houston.token,
        HOUSTON_WORKSPACE: 'Data Platform',
        USER_ADMIN_STATE: join(folder, 'state'),
      }
      await change(`CN=person5,${unit}`, 'userAccountControl', ['546'], 'replace')
      const planned = await main(['--leave-assets'], env)
      expect([planned.code, planned.err]).toEqual([0, ''])
      expect(planned.out).toContain('Nothing was changed.')
      const id = /--approve (?<id>[0-9a-f]{64})/u.exec(planned.out)?.groups?.['id'] ?? ''
      const approved = ['--leave-assets', '--approve', id, '--by', 'ops@corp.test']

      const unreachable = await main(approved, { ...env, AD_URL: 'ldaps://127.0.0.1:1' })
      expect([unreachable.code, unreachable.err]).toEqual([1, expect.stringMatching(/^unavailable: /u)])
      const stranger = await main(approved, { ...env, AD_PASSWORD: 'wrong' })
      expect([stranger.code, stranger.err]).toEqual([1, expect.stringMatching(/^unauthenticated: /u)])
      const nowhere = await main(approved, { ...env, AD_BASE: `OU=Nowhere,${controller.base}` })
      expect([nowhere.code, nowhere.err]).toEqual([1, expect.stringMatching(/^conflict: .*was not read whole/u)])
      expect(own.access(address('person5'))).toEqual({ aac: 'in', houston: 'in' })

      const held = await main(approved, env)
      expect([held.code, held.err, held.out]).toEqual([2, '', expect.stringContaining("release: ['rolling']")])
      expect(own.access(address('person5'))).toEqual({ aac: 'in', houston: 'in' })
      const done = await main([...approved, '--release', 'rolling'], env)
      expect([done.code, done.err]).toEqual([0, ''])
      expect(own.access(address('person5'))).toEqual({ aac: 'out', houston: 'out' })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})

function main(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; out: string; err: string }> {
  const file = fileURLToPath(new URL('../../../examples/offboard-leavers/main.ts', import.meta.url))
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['--conditions=source', file, ...args], { env }, (_error, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    )
  })
}
