// Loaded before an example of the README: what it sends to the vendor's hosts goes to the fake.
import { intendedHost } from '@user-admin/wire/fake/server'

const { FAKE_URL = '' } = process.env
const send = globalThis.fetch

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  const { host, pathname, search } = new URL(request.url)
  const headers = new Headers(request.headers)
  headers.set(intendedHost, host)
  const body = request.body === null ? null : await request.arrayBuffer()
  return await send(FAKE_URL + pathname + search, { method: request.method, headers, body, redirect: 'manual' })
}
