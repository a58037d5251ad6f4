import { readFile } from 'node:fs/promises'
import { Client, type SearchOptions } from 'ldapts'
import { type LdapFault, type LdapProxy, startLdapProxy } from 'user-admin/directory/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startList } from './ldap-list.ts'

const pem = (name: string): Promise<string> => readFile(new URL(`../test-ad/tls/${name}.pem`, import.meta.url), 'utf8')

const people = ['ana', 'ben', 'cleo', 'dora', 'eli']
let list: Awaited<ReturnType<typeof startList>>
let proxy: LdapProxy
let ca: string
beforeAll(async () => {
  const [authority, cert, key] = await Promise.all([pem('ca'), pem('certificate'), pem('key')])
  ca = authority
  list = await startList(people)
  proxy = await startLdapProxy({ to: list.url, tls: { cert, key }, limits: { page: 4 } })
})
afterEach(() => proxy.heal())
afterAll(async () => {
  await proxy.close()
  await list[Symbol.asyncDispose]()
})

const base = 'DC=corp,DC=test'

async function found(options: SearchOptions = {}, from: string = base): Promise<readonly unknown[]> {
  const client = new Client({ url: proxy.url, timeout: 500 })
  try {
    await client.bind('reader', 'secret')
    const { searchEntries } = await client.search(from, options)
    return searchEntries.map(({ cn }) => cn)
  } finally {
    await client.unbind().catch(() => undefined)
  }
}

const paged = { paged: { pageSize: 2 } }

describe('startLdapProxy', () => {
  it('hands on what was asked and answered, over TLS, StartTLS and neither, and keeps a list of it', async () => {
    const from = proxy.requests.length
    const raised = new Client({ url: proxy.url })
    await raised.startTLS({ ca })
    const secure = new Client({ url: proxy.secureUrl ?? '', tlsOptions: { ca } })
    for (const client of [raised, secure, new Client({ url: proxy.url })]) {
      await client.bind('CN=reader', 'secret')
      const { searchEntries } = await client.search(base, { scope: 'one', attributes: ['mail'], ...paged })
      expect(searchEntries.map(({ mail }) => mail)).toEqual(people.map((name) => `${name}@corp.test`))
      await client.unbind()
    }
    const bind = { operation: 'bind', base: 'CN=reader' }
    const search = { operation: 'search', base, scope: 'one', attributes: ['mail'], deleted: false }
    const one = [bind, ...[1, 2, 3].map((page) => ({ ...search, page }))]
    expect(proxy.requests.slice(from)).toMatchObject([...one, ...one, ...one])
  })

  it.each<[LdapFault, unknown]>([
    [{ kind: 'last-page-empty' }, people.slice(0, 4)],
    [{ kind: 'page-repeated' }, ['ana', 'ben', 'ana', 'ben', 'eli']],
    [{ kind: 'nothing' }, []],
    [{ kind: 'without', attribute: 'CN' }, people.map(() => undefined)],
    [{ kind: 'lagging', behind: 1, without: (dn) => dn.startsWith('CN=cleo') }, ['ana', 'ben', 'dora', 'eli']],
    [{ kind: 'referral', of: 'part', url: 'ldap://other/' }, people],
  ])('lets a search end well and wrong: %o', async (give, answer) => {
    proxy.fault({ give })
    expect(await found(paged)).toEqual(answer)
    proxy.heal()
    expect(await found(paged)).toEqual(people)
  })

  it.each<[LdapFault, unknown]>([
    [{ kind: 'reset', after: 3 }, /ECONNRESET/u],
    [{ kind: 'cut', after: 3 }, /closed/u],
    [{ kind: 'silence', after: 3 }, /timed out/u],
    [{ kind: 'no-ldap' }, expect.anything()],
    [{ kind: 'result', code: 51, after: 3 }, { code: 51 }],
    [{ kind: 'referral', of: 'all', url: 'ldap://other/' }, { code: 10 }],
  ])('lets a search end badly: %o', async (give, why) => {
    proxy.fault({ give })
    const error: unknown = await found(paged).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Error)
    if (why instanceof RegExp) expect(String(error)).toMatch(why)
    else expect(error).toMatchObject(why as object)
  })

  it.each(['first-page', 'nothing'] as const)('lets pages go round in a circle of %s', async (of) => {
    proxy.fault({ give: { kind: 'page-loop', of } })
    const client = new Client({ url: proxy.url })
    const sizes: number[] = []
    for await (const { searchEntries } of client.searchPaginated(base, paged)) {
      sizes.push(searchEntries.length)
      if (sizes.length === 10) break
    }
    await client.unbind()
    // ldapts ends by itself at a page that is empty.
    expect(sizes).toEqual(of === 'nothing' ? [2, 0] : Array.from({ length: 10 }, () => 2))
  })

  it('ends a search that asks for no pages at the limit of a page', async () => {
    await expect(found()).rejects.toMatchObject({ code: 4 })
  })

  it('makes of a base that is gone one that holds nobody', async () => {
    await expect(found({}, 'OU=Gone,DC=corp')).rejects.toMatchObject({ code: 32 })
    proxy.fault({ give: { kind: 'missing-base-is-empty' } })
    expect(await found({}, 'OU=Gone,DC=corp')).toEqual([])
  })

  it('strikes what a rule means, as often as it says', async () => {
    proxy.fault({ give: { kind: 'nothing' }, times: 1, on: ({ scope }) => scope === 'one' })
    proxy.fault({ give: { kind: 'result', code: 8 }, times: 1, on: ({ operation }) => operation === 'bind' })
    await expect(found(paged)).rejects.toMatchObject({ code: 8 })
    expect(await found(paged)).toEqual(people)
    expect(await found({ ...paged, scope: 'one' })).toEqual([])
    expect(await found({ ...paged, scope: 'one' })).toEqual(people)
  })

  it('has no StartTLS without a certificate, and ends every connection with itself', async () => {
    const bare = await startLdapProxy({ to: list.url })
    expect(bare.secureUrl).toBeUndefined()
    const client = new Client({ url: bare.url })
    await expect(client.startTLS({ ca })).rejects.toThrow(/./u)
    const other = new Client({ url: bare.url })
    await other.bind('reader', 'secret')
    await bare.close()
    await expect(other.search(base)).rejects.toThrow(/./u)
  })

  it.each(['dc1.corp.test', 'https://dc1.corp.test', 'ldap://'])('takes no %s for a controller', async (to) => {
    await expect(startLdapProxy({ to })).rejects.toMatchObject({ problem: 'invalid' })
  })
})
