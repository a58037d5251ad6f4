import { connect, isIP, type Socket } from 'node:net'
import { connect as secure, TLSSocket } from 'node:tls'
import { endOfElement } from '../ldap/ber.ts'
import { entryElement, foundEntry, ranged } from './ldap-entry.ts'
import { type LdapFault, type LdapFaultRule, type Page, type Run, struck } from './ldap-faults.ts'
import {
  bytesOf,
  ending,
  type Message,
  messageOf,
  only,
  partsOf,
  sequence,
  tags,
  text,
  textIn,
} from './ldap-message.ts'
import { type Asked, type LdapRequest, searchOf } from './ldap-search.ts'

/** What the connections of one proxy share. */
export interface Between {
  readonly to: URL
  readonly ca: string | undefined
  readonly servername: string | undefined
  readonly tls: { readonly cert: string; readonly key: string } | undefined
  /** Values an attribute and people a page, as of Active Directory. */
  readonly limits: { readonly values?: number | undefined; readonly page?: number | undefined }
  /** Takes note of a request, and says what goes wrong with it; at the first page of a search. */
  readonly asked: (request: LdapRequest, isFirst: boolean) => LdapFaultRule | undefined
}

interface Pending {
  readonly asked: Asked
  readonly run: Run
  readonly entries: Message[]
}

const startTls = '1.3.6.1.4.1.1466.20037'
const isStop = (fault: LdapFault | undefined): fault is Extract<LdapFault, { kind: NonNullable<Page['stop']> }> =>
  fault !== undefined && ['reset', 'cut', 'silence', 'no-ldap'].includes(fault.kind)

// An element that says that its length follows, in four bytes.
const cutShort = Buffer.from('3084', 'hex')

/** One client and its connection to the controller, message by message. */
export class ProxyConnection {
  readonly #between: Between
  readonly #controller: Socket
  readonly #plain: Socket
  #client: Socket
  readonly #pending = new Map<number, Pending>()
  readonly #runs = new Map<string, Run>()
  readonly #binds = new Map<number, LdapFaultRule>()
  #isSilent = false

  /** @param isSecure Whether TLS begins with the first byte. */
  constructor(client: Socket, between: Between, isSecure: boolean) {
    this.#between = between
    this.#plain = client
    this.#client = client
    const { to, ca, servername } = between
    const host = to.hostname.replace(/^\[(.*)\]$/u, '$1')
    const overTls = to.protocol === 'ldaps:'
    const port = to.port === '' ? (overTls ? 636 : 389) : Number(to.port)
    const name = servername ?? (isIP(host) === 0 ? host : undefined)
    this.#controller = overTls
      ? secure({
          host,
          port,
          ...(ca === undefined ? {} : { ca }),
          ...(name === undefined ? {} : { servername: name }),
        })
      : connect({ host, port })
    this.#listen(this.#controller, (message) => this.#answered(message))
    if (isSecure && between.tls !== undefined) this.#encrypt(between.tls)
    else this.#listen(client, (message) => this.#ask(message))
  }

  /** Ends both sides at once. */
  close(): void {
    this.#client.destroy()
    this.#controller.destroy()
  }

  #listen(socket: Socket, take: (message: Message) => void): void {
    let unread: Buffer = Buffer.alloc(0)
    socket.on('error', () => this.close())
    socket.on('close', () => {
      // The client of a silent controller is not told that it is gone.
      if (socket === this.#controller && this.#isSilent) return
      this.close()
    })
    socket.on('data', (bytes: Buffer) => {
      unread = Buffer.concat([unread, bytes])
      try {
        for (let end = endOfElement(unread, 0); end !== undefined && end <= unread.length; ) {
          const message = messageOf(unread.subarray(0, end))
          unread = unread.subarray(end)
          take(message)
          end = endOfElement(unread, 0)
        }
      } catch {
        // Not LDAP, such as TLS where none is spoken.
        this.close()
      }
    })
  }

  #ask(message: Message): void {
    const { tag } = message.operation
    if (tag === tags.search) this.#search(message)
    else if (tag === tags.bind) this.#bind(message)
    else if (tag === tags.extended && textIn(only(partsOf(message.operation))) === startTls) this.#startTls(message)
    else this.#send(this.#controller, message)
  }

  #startTls({ id }: Message): void {
    const { tls } = this.#between
    const isPossible = tls !== undefined && !(this.#client instanceof TLSSocket)
    this.#send(this.#client, { id, operation: ending(tags.extendedDone, isPossible ? 0 : 1), controls: [] })
    if (!isPossible) return
    this.#plain.removeAllListeners('data')
    this.#encrypt(tls)
  }

  #encrypt(tls: NonNullable<Between['tls']>): void {
    this.#plain.on('error', () => this.close())
    this.#client = new TLSSocket(this.#plain, { isServer: true, ...tls })
    this.#listen(this.#client, (message) => this.#ask(message))
  }

  #bind(message: Message): void {
    const [, name] = partsOf(message.operation)
    const rule = this.#between.asked(
      { operation: 'bind', base: textIn(only([name])), scope: 'base', attributes: [], deleted: false, page: 1 },
      true,
    )
    if (rule !== undefined) this.#binds.set(message.id, rule)
    this.#send(this.#controller, message)
  }

  #search(message: Message): void {
    const first = searchOf(message, 1, this.#between.limits.page)
    const isFirst = first.cookie === undefined || first.cookie.length === 0
    const earlier = isFirst ? undefined : this.#runs.get(first.key)
    const page = (earlier?.pages ?? 0) + 1
    const asked = { ...first, request: { ...first.request, page } }
    const rule = this.#between.asked(asked.request, isFirst)
    const run = earlier ?? { rule, given: 0, pages: 0, first: undefined }
    run.pages = page
    this.#runs.set(asked.key, run)
    this.#pending.set(message.id, { asked, run, entries: [] })
    this.#send(this.#controller, asked.message)
  }

  #answered(message: Message): void {
    const pending = this.#pending.get(message.id)
    if (pending === undefined) {
      this.#bound(message)
      return
    }
    pending.entries.push(message)
    if (message.operation.tag !== tags.done) return
    this.#pending.delete(message.id)
    this.#give(pending)
  }

  #bound(message: Message): void {
    const fault = this.#binds.get(message.id)?.give
    this.#binds.delete(message.id)
    if (fault?.kind === 'result') this.#send(this.#client, { ...message, operation: ending(tags.bound, fault.code) })
    else if (isStop(fault)) this.#stop(fault.kind)
    else this.#send(this.#client, message)
  }

  #give({ asked, run, entries }: Pending): void {
    const { values, page: most } = this.#between.limits
    const done = only([entries.at(-1)?.operation])
    const found = entries.filter(({ operation }) => operation.tag === tags.entry)
    const all = found.map(({ operation }) => foundEntry(operation))
    const isTooMany = asked.cookie === undefined && most !== undefined && all.length > most
    const { id } = asked.message
    const page: Page = {
      entries: all
        .slice(0, isTooMany ? most : all.length)
        .map((entry) => (values === undefined ? entry : ranged(entry, values))),
      references: entries
        .filter(({ operation }) => operation.tag === tags.reference)
        .flatMap(({ operation }) => partsOf(operation).map(textIn)),
      done: {
        id,
        operation: isTooMany ? ending(tags.done, 4) : done,
        controls: entries.at(-1)?.controls ?? [],
      },
    }
    const told = run.rule === undefined ? page : struck(run.rule.give, page, asked, run)
    run.given += told.entries.length
    if (run.pages === 1) run.first = page
    for (const entry of told.entries) this.#send(this.#client, { id, operation: entryElement(entry), controls: [] })
    for (const url of told.references)
      this.#send(this.#client, { id, operation: sequence([text(url)], tags.reference), controls: [] })
    if (told.stop === undefined) this.#send(this.#client, told.done)
    else this.#stop(told.stop)
  }

  #stop(how: NonNullable<Page['stop']>): void {
    if (how === 'no-ldap') this.#client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n')
    else if (how === 'cut') this.#client.end(cutShort)
    else if (how === 'silence') this.#isSilent = true
    // What was given is on its way first.
    else this.#client.write(Buffer.alloc(0), () => this.#plain.resetAndDestroy())
  }

  #send(to: Socket, message: Message): void {
    if (this.#isSilent && to === this.#client) return
    to.write(bytesOf(message))
  }
}
