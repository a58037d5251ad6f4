import { connect, isIP, type Socket } from 'node:net'
import { connect as secure } from 'node:tls'
import { BindRequest, type Control, ExtendedRequest, type Filter, SearchRequest, UnbindRequest } from 'ldapts'
import { type Answer, answerOf, type Result } from './answer.ts'
import { endOfElement, notLdap } from './ber.ts'
import { tlsReason } from './certificate.ts'
import type { Entry } from './entry.ts'
import { Fault } from './fault.ts'

/** Where a controller listens. */
export interface Controller {
  /** As it is named in messages: `dc1.corp.example`, with its port where that is not the usual one. */
  readonly name: string
  readonly host: string
  readonly port: number
  /** TLS from the first byte, or StartTLS before anything else. */
  readonly tls: 'at-once' | 'start-tls'
}

/** How a connection is made, and how long it waits. */
export interface Wire {
  readonly ca?: string | readonly string[] | undefined
  readonly servername?: string | undefined
  /** Milliseconds for one answer. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
}

/** A search, as it is sent. */
export interface Search {
  readonly base: string
  readonly scope: 'base' | 'one' | 'sub'
  readonly filter: Filter
  readonly attributes: readonly string[]
  readonly controls?: readonly Control[] | undefined
}

/** What one request brought. */
export interface Answers {
  readonly entries: readonly Entry[]
  readonly references: readonly string[]
  readonly result: Result
}

interface Waiting {
  readonly id: number
  readonly entries: Entry[]
  readonly references: string[]
  readonly resolve: (answers: Answers) => void
}

/**
 * One encrypted connection to one controller, for one request at a time. It never connects again by itself: the next
 * page of another connection is a page of nothing. The requests are those of ldapts; its client is not used, because it
 * reconnects unseen, and because it takes a page without entries for the last one.
 */
export class Connection {
  readonly controller: Controller
  readonly #wire: Wire
  #socket: Socket
  #unread: Buffer = Buffer.alloc(0)
  #lastId = 0
  #waiting: Waiting | undefined
  #over: { readonly why: unknown } | undefined
  #fail: (why: unknown) => void = () => undefined
  readonly #onAbort = (): void => this.#end(this.#wire.signal?.reason)

  private constructor(controller: Controller, wire: Wire) {
    this.controller = controller
    this.#wire = wire
    this.#socket = connect({ host: controller.host, port: controller.port, noDelay: true })
    wire.signal?.addEventListener('abort', this.#onAbort, { once: true })
    this.#listen()
  }

  /** Connects, and raises the connection to TLS before anything else is said. */
  static async open(controller: Controller, wire: Wire): Promise<Connection> {
    wire.signal?.throwIfAborted()
    const connection = new Connection(controller, wire)
    try {
      await connection.#within(`${controller.name} cannot be reached: no connection within`, (done) =>
        connection.#socket.once('connect', done),
      )
      if (controller.tls === 'start-tls') await connection.#startTls()
      await connection.#encrypt()
      return connection
    } catch (error) {
      connection.close()
      throw error
    }
  }

  /** How the controller judges these credentials. */
  async bind(user: string, password: string): Promise<Result> {
    return (await this.#ask((messageId) => new BindRequest({ messageId, dn: user, password }))).result
  }

  search({ base, scope, filter, attributes, controls = [] }: Search): Promise<Answers> {
    return this.#ask(
      (messageId) =>
        new SearchRequest({
          messageId,
          baseDN: base,
          scope,
          filter,
          attributes: [...attributes],
          controls: [...controls],
          timeLimit: Math.ceil(this.#wire.timeout / 1000),
        }),
    )
  }

  /** Says goodbye and closes. What is asked afterwards fails. */
  close(): void {
    if (this.#over === undefined && !this.#socket.connecting)
      this.#socket.write(new UnbindRequest({ messageId: this.#nextId() }).write())
    this.#end(new Fault(`The connection to ${this.controller.name} is closed.`))
  }

  async #startTls(): Promise<void> {
    const { result } = await this.#ask((messageId) => new ExtendedRequest({ messageId, oid: '1.3.6.1.4.1.1466.20037' }))
    if (result.code !== 0)
      throw new Fault(
        `${this.controller.name} does not start TLS (result ${result.code}): give it a certificate; a password is never sent without.`,
      )
    // What came before TLS may be anybody's.
    if (this.#unread.length > 0) throw notLdap()
  }

  async #encrypt(): Promise<void> {
    const { host, name } = this.controller
    const { ca, servername = host } = this.#wire
    const plain = this.#socket
    // Only ours: the socket has listeners of its own.
    for (const event of ['error', 'close', 'data']) plain.removeAllListeners(event)
    const socket = secure({
      socket: plain,
      host: servername,
      // Said outright: a variable of the environment (NODE_TLS_REJECT_UNAUTHORIZED) would switch it off.
      rejectUnauthorized: true,
      ...(isIP(servername) === 0 ? { servername } : {}),
      ...(ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] }),
    })
    this.#socket = socket
    plain.on('error', (error: Error) => socket.destroy(error))
    this.#listen((error) => tlsReason(name, error))
    await this.#within(`${name} did not finish the TLS handshake within`, (done) => socket.once('secureConnect', done))
    socket.removeAllListeners('error').on('error', (error: Error) => this.#end(this.#lost(error)))
  }

  #listen(reasonOf: (error: Error) => Fault = (error) => this.#lost(error)): void {
    this.#socket
      .on('error', (error) => this.#end(reasonOf(error)))
      .on('close', () =>
        this.#end(new Fault(`${this.controller.name} closed the connection: read again, or name another controller.`)),
      )
      .on('data', (bytes: Buffer) => this.#take(bytes))
  }

  #lost(error: Error): Fault {
    const code = 'code' in error ? ` (${String(error.code)})` : ''
    return this.#socket.connecting || this.#lastId === 0
      ? new Fault(
          `${this.controller.name} cannot be reached${code}: see that its name and port are right and that it runs.`,
        )
      : new Fault(`The connection to ${this.controller.name} was lost${code}: read again, or name another controller.`)
  }

  #take(bytes: Buffer): void {
    try {
      this.#unread = this.#unread.length === 0 ? bytes : Buffer.concat([this.#unread, bytes])
      for (;;) {
        if (this.#unread.length > 0 && this.#unread.readUInt8(0) !== 0x30) throw notLdap()
        const end = endOfElement(this.#unread, 0)
        if (end === undefined || end > this.#unread.length) return
        const answer = answerOf(this.#unread.subarray(0, end))
        this.#unread = this.#unread.subarray(end)
        this.#hear(answer)
      }
    } catch (error) {
      this.#end(error)
    }
  }

  #hear(answer: Answer): void {
    const waiting = this.#waiting
    if (answer.id === 0)
      throw new Fault(`${this.controller.name} ended the connection by itself: read again, or name another controller.`)
    if (waiting === undefined || answer.id !== waiting.id) throw notLdap()
    if (answer.kind === 'entry') waiting.entries.push(answer.entry)
    else if (answer.kind === 'reference') waiting.references.push(...answer.urls)
    else {
      this.#waiting = undefined
      waiting.resolve({ entries: waiting.entries, references: waiting.references, result: answer.result })
    }
  }

  #ask(request: (id: number) => { write(): Buffer }): Promise<Answers> {
    const id = this.#nextId()
    return this.#within(`${this.controller.name} was silent for`, (resolve) => {
      this.#waiting = { id, entries: [], references: [], resolve }
      this.#socket.write(request(id).write())
    })
  }

  /** One step of the connection, which ends when its time is over, when the connection does, and at an abort. */
  async #within<T>(late: string, begin: (done: (value: T) => void) => unknown): Promise<T> {
    if (this.#over !== undefined) throw this.#over.why
    const { timeout } = this.#wire
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#fail = reject
        timer = setTimeout(
          () => this.#end(new Fault(`${late} ${timeout / 1000} s: see that it runs, or give it longer (timeout).`)),
          timeout,
        )
        begin(resolve)
      })
    } finally {
      clearTimeout(timer)
    }
  }

  #end(why: unknown): void {
    if (this.#over !== undefined) return
    this.#over = { why }
    this.#waiting = undefined
    this.#unread = Buffer.alloc(0)
    this.#wire.signal?.removeEventListener('abort', this.#onAbort)
    this.#socket.end()
    this.#socket.destroy()
    this.#fail(why)
  }

  #nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }
}
