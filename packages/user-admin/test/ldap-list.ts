import { createServer } from 'node:net'
import { endOfElement } from '../src/directory/ldap/ber.ts'
import { entryElement } from '../src/directory/testing/ldap-entry.ts'
import { bytesOf, ending, type Message, messageOf, tags } from '../src/directory/testing/ldap-message.ts'
import { paging, searchOf } from '../src/directory/testing/ldap-search.ts'

/**
 * Answers every search with the same people, in pages of two where pages are asked for, and every bind with success: as
 * much of a directory as a proxy needs behind it. A search below `OU=Gone` finds no base.
 */
export async function startList(people: readonly string[]): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((socket) => {
    let unread: Buffer = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes: Buffer) => {
      unread = Buffer.concat([unread, bytes])
      for (let end = endOfElement(unread, 0); end !== undefined && end <= unread.length; ) {
        for (const answer of answersTo(messageOf(unread.subarray(0, end)), people)) socket.write(bytesOf(answer))
        unread = unread.subarray(end)
        end = endOfElement(unread, 0)
      }
    })
  })
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  return {
    url: `ldap://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => void server.close(() => resolve())),
  }
}

function* answersTo(message: Message, people: readonly string[]): Generator<Message> {
  const { id, operation } = message
  if (operation.tag === tags.bind) yield { id, operation: ending(tags.bound, 0), controls: [] }
  if (operation.tag !== tags.search) return
  const { request, cookie } = searchOf(message, 1, undefined)
  if (request.base.startsWith('OU=Gone')) {
    yield { id, operation: ending(tags.done, 32), controls: [] }
    return
  }
  const from = Number(cookie?.toString('utf8') ?? 0)
  const to = cookie === undefined ? people.length : from + 2
  for (const name of people.slice(from, to)) {
    const mail = Buffer.from(`${name}@corp.test`)
    const attributes = [
      { type: 'cn', values: [Buffer.from(name)] },
      { type: 'mail', values: [mail] },
    ]
    yield { id, operation: entryElement({ dn: `CN=${name},DC=corp,DC=test`, attributes }), controls: [] }
  }
  const next = Buffer.from(to < people.length ? String(to) : '')
  yield { id, operation: ending(tags.done, 0), controls: cookie === undefined ? [] : paging([], 0, next) }
}
