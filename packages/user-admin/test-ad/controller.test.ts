import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { type Controller, startController } from './controller.ts'
import { addGroup, addUnit, addUsers } from './entries.ts'

let controller: Controller
beforeAll(async () => {
  controller = await startController()
})
afterAll(() => controller.stop())

describe('a controller of the tests', () => {
  it('takes a password under TLS only, from whoever knows its authority', async () => {
    const { url, startTlsUrl, ca, reader } = controller
    const bare = new Client({ url: startTlsUrl })
    await expect(bare.bind(reader.user, reader.password)).rejects.toMatchObject({ code: 8 })
    await bare.unbind()

    const raised = new Client({ url: startTlsUrl })
    await raised.startTLS({ ca })
    await raised.bind(reader.user, reader.password)
    await raised.unbind()

    const stranger = new Client({ url })
    await expect(stranger.bind(reader.user, reader.password)).rejects.toThrow(/certificate/u)
    await stranger.unbind()
  })

  it('answers with a group of 2,500 in ranges where it is asked for ranges', async () => {
    const unit = await addUnit(controller.client, `OU=Crowd,${controller.base}`)
    const names = Array.from({ length: 2500 }, (_, index) => ({ name: `crowd${index}` }))
    const group = await addGroup(
      controller.client,
      `CN=Everyone,${unit}`,
      await addUsers(controller.client, unit, names),
    )
    const { searchEntries } = await controller.client.search(group, {
      scope: 'base',
      attributes: ['member;range=0-1499'],
    })
    expect(searchEntries[0]?.['member;range=0-1499']).toHaveLength(1500)
  })

  it('ends with the process that started it, and leaves no folder, also where that is killed', async () => {
    const program = `import { startController } from ${JSON.stringify(new URL('controller.ts', import.meta.url).href)}
      console.log((await startController()).url)`
    const folder = await mkdtemp(join(tmpdir(), 'user-admin-killed-'))
    const child = spawn(process.execPath, ['--conditions=source', '--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, TMPDIR: folder },
    })
    onTestFinished(async () => {
      child.kill('SIGKILL')
      await rm(folder, { recursive: true, force: true })
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const url = line.toString('utf8').trim()
    const asked = async (): Promise<string> => {
      const client = new Client({ url, tlsOptions: { ca: controller.ca } })
      try {
        await client.bind(controller.reader.user, controller.reader.password)
        return 'answers'
      } catch (error) {
        return String(error)
      } finally {
        await client.unbind()
      }
    }
    expect(await asked()).toBe('answers')
    child.kill('SIGKILL')
    await vi.waitFor(async () => expect(await asked()).toContain('ECONNREFUSED'), { timeout: 20_000 })
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual([]), { timeout: 20_000 })
  })

  it('counts on after a kill, and a replica counts for itself', async () => {
    await controller.kill()
    await expect(controller.client.search(controller.base)).rejects.toThrow(/ECONNREFUSED|closed|connect/u)
    await controller.start()
    await using replica = await controller.replica()
    const unit = await addUnit(controller.client, `OU=Later,${controller.base}`)
    const later = { scope: 'sub', filter: '(ou=Later)' } as const
    expect((await controller.client.search(controller.base, later)).searchEntries).toMatchObject([{ dn: unit }])
    expect((await replica.client.search(replica.base, later)).searchEntries).toEqual([])
    expect(await countedBy(replica)).not.toEqual(await countedBy(controller))
  })
})

/** The id under which a controller counts its changes. */
async function countedBy({ client, base }: Controller): Promise<string> {
  const { searchEntries } = await client.search(`CN=Configuration,${base}`, {
    filter: '(objectClass=nTDSDSA)',
    attributes: ['invocationId'],
    explicitBufferAttributes: ['invocationId'],
  })
  const id = searchEntries[0]?.['invocationId']
  if (!Buffer.isBuffer(id)) throw new Error('The controller does not say who it is.')
  return id.toString('hex')
}
