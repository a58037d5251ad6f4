// Loaded before a program of a page: what it sends to the addresses that the page names goes to the fakes.
const { FAKE_HOUSTON = '', FAKE_AAC = '' } = process.env
const send = globalThis.fetch

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init)
  const { host, pathname, search } = new URL(request.url)
  const fake = host.startsWith('houston.') ? FAKE_HOUSTON : host.endsWith('.alteryxcloud.com') ? FAKE_AAC : undefined
  if (fake === undefined) return await send(request)
  const headers = new Headers(request.headers)
  headers.set('x-fake-host', host)
  const { method, signal } = request
  const body = request.body === null ? null : await request.arrayBuffer()
  return await send(new URL(pathname + search, fake), { method, headers, body, signal, redirect: 'manual' })
}
