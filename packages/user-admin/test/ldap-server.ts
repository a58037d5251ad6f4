import { readFile } from 'node:fs/promises'
import { createServer as listen, type Server, type Socket } from 'node:net'
import { createServer as listenSecurely, TLSSocket } from 'node:tls'
import { BerReader, FilterParser } from 'ldapts'
import { type Element, elementsOf, endOfElement, numberIn } from '../src/directory/ldap/ber.ts'

/** What was asked of the server. */
export type Asked =
  | { readonly kind: 'bind'; readonly user: string; readonly password: string; readonly secure: boolean }
  | { readonly kind: 'extended'; readonly oid: string }
  | { readonly kind: 'unbind' }
  | {
      readonly kind: 'search'
      readonly base: string
      readonly scope: number
      readonly filter: string
      readonly attributes: readonly string[]
      readonly controls: readonly string[]
      readonly pageSize?: number
      readonly cookie?: string
    }

/** What it says to that, one after the other. */
export type Said =
  | { readonly entry: string; readonly attributes: Readonly<Record<string, readonly (string | Buffer)[]>> }
  | { readonly reference: readonly string[] }
  | {
      readonly code: number
      readonly matched?: string
      readonly diagnostic?: string
      readonly referral?: readonly string[]
      readonly cookie?: string
    }
  /** Bytes as they are. */
  | { readonly raw: Buffer }
  /** `silence`: says nothing and stays. `reset`: breaks the connection. */
  | 'silence'
  | 'reset'

/** A directory that says what a test wants it to, on 127.0.0.1, with the certificate of the tests. */
export interface ScriptedServer extends AsyncDisposable {
  /** `ldaps://127.0.0.1:…`, or `ldap://…`. */
  readonly url: string
  readonly ca: string
  readonly asked: readonly Asked[]
  /** Connections that are open now. */
  readonly open: () => number
}

export async function scriptedServer(
  answer: (asked: Asked) => readonly Said[],
  { secure = true }: { readonly secure?: boolean } = {},
): Promise<ScriptedServer> {
  const [ca, cert, key] = await Promise.all(
    ['ca', 'certificate', 'key'].map((name) =>
      readFile(new URL(`../test-ad/tls/${name}.pem`, import.meta.url), 'utf8'),
    ),
  )
  if (ca === undefined || cert === undefined || key === undefined)
    throw new Error('The certificates of the tests are gone.')
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  const serve = (socket: Socket): void => {
    let unread: Buffer = Buffer.alloc(0)
    socket.on('error', () => socket.destroy())
    socket.on('data', (bytes: Buffer) => {
      unread = Buffer.concat([unread, bytes])
      for (
        let end = endOfElement(unread, 0);
        end !== undefined && end <= unread.length;
        end = endOfElement(unread, 0)
      ) {
        const [id, one] = askedIn(unread.subarray(0, end), socket instanceof TLSSocket)
        unread = unread.subarray(end)
        asked.push(one)
        const all = answer(one)
        for (const said of all) say(socket, id, one, said)
        const raised = all.some((said) => typeof said === 'object' && 'code' in said && said.code === 0)
        if (one.kind === 'extended' && raised) {
          socket.removeAllListeners('data')
          serve(new TLSSocket(socket, { isServer: true, cert, key }))
        }
      }
    })
  }
  const server: Server = secure ? listenSecurely({ cert, key }, serve) : listen(serve)
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.setNoDelay()
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    url: `${secure ? 'ldaps' : 'ldap'}://127.0.0.1:${address.port}`,
    ca,
    asked,
    open: () => sockets.size,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function say(socket: Socket, id: number, asked: Asked, said: Said): void {
  if (said === 'silence') return
  if (said === 'reset') {
    socket.destroy()
    return
  }
  if ('raw' in said) socket.write(said.raw)
  else if ('entry' in said) {
    const attributes = Object.entries(said.attributes).map(([name, values]) =>
      element(0x30, element(0x04, name), element(0x31, ...values.map((value) => element(0x04, value)))),
    )
    socket.write(message(id, element(0x64, element(0x04, said.entry), element(0x30, ...attributes))))
  } else if ('reference' in said)
    socket.write(message(id, element(0x73, ...said.reference.map((url) => element(0x04, url)))))
  else {
    const tag = asked.kind === 'bind' ? 0x61 : asked.kind === 'extended' ? 0x78 : 0x65
    const referral =
      said.referral === undefined ? [] : [element(0xa3, ...said.referral.map((url) => element(0x04, url)))]
    const result = [
      element(0x0a, Buffer.from([said.code])),
      element(0x04, said.matched ?? ''),
      element(0x04, said.diagnostic ?? ''),
    ]
    const page = element(0x30, element(0x02, Buffer.from([0])), element(0x04, said.cookie ?? ''))
    const control = element(0x30, element(0x04, '1.2.840.113556.1.4.319'), element(0x04, page))
    const controls = said.cookie === undefined ? [] : [element(0xa0, control)]
    socket.write(message(id, element(tag, ...result, ...referral), ...controls))
  }
}

/** A message of this number. */
function message(id: number, ...content: readonly Buffer[]): Buffer {
  return element(0x30, element(0x02, Buffer.from([0, id >> 8, id & 0xff])), ...content)
}

/** One element of BER. */
function element(tag: number, ...content: readonly (Buffer | string)[]): Buffer {
  const bytes = Buffer.concat(content.map((part) => Buffer.from(part)))
  const length = Buffer.alloc(5)
  length.writeUInt8(0x84)
  length.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([Buffer.from([tag]), length, bytes])
}

function askedIn(bytes: Buffer, secure: boolean): readonly [number, Asked] {
  const [outer] = elementsOf(bytes)
  const [id, operation, controls] = elementsOf(outer?.content ?? Buffer.alloc(0))
  if (id === undefined || operation === undefined) throw new Error('What was sent is no LDAP.')
  const parts = operation.tag === 0x42 ? [] : elementsOf(operation.content)
  const text = (place: number): string => parts[place]?.content.toString() ?? ''
  if (operation.tag === 0x42) return [numberIn(id), { kind: 'unbind' }]
  if (operation.tag === 0x60) return [numberIn(id), { kind: 'bind', user: text(1), password: text(2), secure }]
  if (operation.tag === 0x77) return [numberIn(id), { kind: 'extended', oid: text(0) }]
  const given = controlsIn(controls)
  const page = given.get('1.2.840.113556.1.4.319')
  const [size, cookie] = page === undefined ? [] : elementsOf(elementsOf(page)[0]?.content ?? Buffer.alloc(0))
  const filter = parts[6] as Element
  return [
    numberIn(id),
    {
      kind: 'search',
      base: text(0),
      scope: numberIn(parts[1] as Element),
      filter: FilterParser.parse(new BerReader(element(filter.tag, filter.content))).toString(),
      attributes: elementsOf(parts[7]?.content ?? Buffer.alloc(0)).map(({ content }) => content.toString()),
      controls: [...given.keys()],
      ...(size === undefined ? {} : { pageSize: numberIn(size), cookie: cookie?.content.toString() ?? '' }),
    },
  ]
}

function controlsIn(controls: Element | undefined): ReadonlyMap<string, Buffer> {
  if (controls === undefined) return new Map()
  return new Map(
    elementsOf(controls.content).map((control) => {
      const [type, ...rest] = elementsOf(control.content)
      return [type?.content.toString() ?? '', rest.find(({ tag }) => tag === 4)?.content ?? Buffer.alloc(0)]
    }),
  )
}
