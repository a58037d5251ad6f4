import { createServer, type Server, type Socket } from 'node:net'
import { UserAdminError } from '../../errors.ts'
import { type Between, ProxyConnection } from './ldap-connection.ts'
import type { LdapFaultRule } from './ldap-faults.ts'
import type { LdapRequest } from './ldap-search.ts'

export type { LdapFault, LdapFaultRule } from './ldap-faults.ts'
export type { LdapRequest } from './ldap-search.ts'

/** How a fault proxy is set up. */
export interface LdapProxyOptions {
  /** The domain controller: `ldaps://127.0.0.1`, or `ldap://…`, which is spoken to without TLS. */
  readonly to: string
  /** Authorities of the controller's certificate, PEM, and the name in it, if it is not the host's. Default: those that Node trusts. */
  readonly ca?: string | undefined
  readonly servername?: string | undefined
  /** What the proxy shows its clients, PEM, for `127.0.0.1`. Without, it has neither LDAPS nor StartTLS. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined
  /**
   * The limits of Active Directory, before a directory that has none: values of one attribute in one answer (1,500),
   * and people a page (1,000). Default none.
   */
  readonly limits?: { readonly values?: number | undefined; readonly page?: number | undefined } | undefined
}

/** A proxy that speaks LDAP on both sides and lets answers go wrong. */
export interface LdapProxy extends AsyncDisposable {
  /** `ldap://127.0.0.1:<port>`, with StartTLS where the proxy has a certificate. */
  readonly url: string
  /** `ldaps://127.0.0.1:<port>`. Absent without a certificate. */
  readonly secureUrl: string | undefined
  /** Every bind and every page that was asked for, oldest first. */
  readonly requests: readonly LdapRequest[]
  /** From now on this goes wrong. Of several rules that strike a search the first does. */
  fault(rule: LdapFaultRule): void
  /** Nothing goes wrong any more. */
  heal(): void
  /** Called at each request, before the controller hears of it: something may happen in the midst of a reading. */
  onRequest(listener: (request: LdapRequest) => void): void
  /** Ends every connection and frees the ports. */
  close(): Promise<void>
}

/**
 * Starts a proxy on loopback, before a domain controller.
 *
 * @throws {UserAdminError} `invalid` for an address that is none of a controller.
 */
export async function startLdapProxy(options: LdapProxyOptions): Promise<LdapProxy> {
  const { tls } = options
  const rules: { readonly rule: LdapFaultRule; left: number }[] = []
  const requests: LdapRequest[] = []
  const listeners: ((request: LdapRequest) => void)[] = []
  const open = new Set<ProxyConnection>()
  const between: Between = {
    to: addressOf(options.to),
    ca: options.ca,
    servername: options.servername,
    tls,
    limits: options.limits ?? {},
    asked: (request, isFirst) => {
      requests.push(request)
      for (const listener of listeners) listener(request)
      const entry = isFirst ? rules.find(({ rule, left }) => left > 0 && isMeant(rule, request)) : undefined
      if (entry !== undefined) entry.left -= 1
      return entry?.rule
    },
  }
  const accept = (isSecure: boolean) => (socket: Socket) => {
    const connection = new ProxyConnection(socket, between, isSecure)
    open.add(connection)
    socket.on('close', () => open.delete(connection))
  }
  const servers = [createServer(accept(false)), ...(tls === undefined ? [] : [createServer(accept(true))])]
  const [plainPort, securePort] = await Promise.all(servers.map(listening))

  const close = async (): Promise<void> => {
    for (const connection of open) connection.close()
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  }
  return {
    url: `ldap://127.0.0.1:${plainPort}`,
    secureUrl: securePort === undefined ? undefined : `ldaps://127.0.0.1:${securePort}`,
    requests,
    fault: (rule) => void rules.push({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }),
    heal: () => void rules.splice(0),
    onRequest: (listener) => void listeners.push(listener),
    close,
    [Symbol.asyncDispose]: close,
  }
}

function isMeant({ give, on }: LdapFaultRule, request: LdapRequest): boolean {
  if (on !== undefined) return on(request)
  return request.operation === 'search' && (request.base !== '' || give.kind === 'lagging')
}

function addressOf(to: string): URL {
  const url = URL.canParse(to) ? new URL(to) : undefined
  if (url === undefined || !['ldap:', 'ldaps:'].includes(url.protocol) || url.hostname === '')
    throw new UserAdminError('invalid', 'A controller is named as ldaps://127.0.0.1 or ldap://127.0.0.1:3890.')
  return url
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (typeof address === 'object' && address !== null) resolve(address.port)
    })
  })
}
