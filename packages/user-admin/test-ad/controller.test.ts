import { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
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
