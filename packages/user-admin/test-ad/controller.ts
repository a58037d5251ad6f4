import { randomUUID } from 'node:crypto'
import { cp, lstat, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Client } from 'ldapts'
import { claimAddress } from './address.ts'
import { configuration } from './configuration.ts'
import { admin, base, certificate, domain, reader, samba } from './domain.ts'
import { temporaryFolder } from './folder.ts'
import { type Running, run } from './running.ts'

/** Who binds. */
interface Credential {
  readonly user: string
  readonly password: string
}

/** A domain controller of the domain `corp.test`: Samba's, on an address of loopback of its own. */
export interface Controller {
  /** `127.0.0.11` and on. */
  readonly address: string
  /** `ldaps://127.0.0.11` */
  readonly url: string
  /** `ldap://127.0.0.11`: a bind with a password is refused here until StartTLS. */
  readonly startTlsUrl: string
  /** `DC=corp,DC=test` */
  readonly base: string
  /** The authority that the controller's certificate is from, PEM. The certificate names the address and `dc1.corp.test`. */
  readonly ca: string
  readonly admin: Credential
  /** An ordinary user of the domain, in no group but that of all. */
  readonly reader: Credential
  /** Bound as the administrator, over LDAPS: for what is to be added, changed, moved and deleted. Another one after each start. */
  readonly client: Client
  /** Lets it end. Its people stay, and `start` goes on from there. */
  halt(): Promise<void>
  /** Starts it again, after `halt` or `kill`. */
  start(): Promise<void>
  /** SIGKILL: connections break at once, in the midst of what they are at. */
  kill(): Promise<void>
  /** SIGSTOP: connections stay and are silent, until `resume`. */
  pause(): void
  resume(): void
  /** Another controller that knows what this one knows, and hears of nothing from here on: a replica that lags. Restarts this one. */
  replica(): Promise<Controller>
  /** Ends it, for good. */
  stop(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Starts a controller of a domain that holds nobody but its reader and its administrator: 1 s, and 10 s more the first
 * time. It ends with this process, however that ends.
 *
 * @throws {Error} where Samba is missing or does not start; the message says what to do.
 */
export function startController(): Promise<Controller> {
  return controllerOver(domain())
}

async function controllerOver(origin: string, invocation?: string): Promise<Controller> {
  const claimed = await claimAddress()
  const folder = await temporaryFolder('user-admin-controller-')
  const config = join(folder, 'controller.conf')
  const { ca, cert, key } = await certificate()
  const started = (): Promise<Running> => run({ folder, config, address: claimed.ip, ca })
  const removed = async (): Promise<void> => {
    claimed.release()
    await rm(folder, { recursive: true, force: true })
  }

  let running: Running
  try {
    await cp(origin, folder, { recursive: true, filter: async (path) => !(await lstat(path)).isSocket() })
    await Promise.all([
      writeFile(config, configuration(folder, claimed.ip)),
      writeFile(join(folder, 'ca.pem'), ca),
      writeFile(join(folder, 'certificate.pem'), cert),
      writeFile(join(folder, 'key.pem'), key, { mode: 0o600 }),
    ])
    if (invocation !== undefined) await beAnother(folder, invocation)
    running = await started()
  } catch (error) {
    await removed()
    throw error
  }

  const halt = (): Promise<void> => running.end('SIGTERM')
  const stop = async (): Promise<void> => {
    await running.end('SIGKILL')
    await removed()
  }
  return {
    address: claimed.ip,
    url: `ldaps://${claimed.ip}`,
    startTlsUrl: `ldap://${claimed.ip}`,
    base,
    ca,
    admin,
    reader,
    get client() {
      return running.client
    },
    halt,
    start: async () => {
      await halt()
      running = await started()
    },
    kill: () => running.end('SIGKILL'),
    pause: () => running.signal('SIGSTOP'),
    resume: () => running.signal('SIGCONT'),
    replica: async () => {
      await halt()
      try {
        return await controllerOver(folder, randomUUID())
      } finally {
        running = await started()
      }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Each controller counts its changes under an id of its own: a copy must not count under that of the first. */
async function beAnother(folder: string, invocation: string): Promise<void> {
  const settings = `CN=NTDS Settings,CN=DC1,CN=Servers,CN=Default-First-Site-Name,CN=Sites,CN=Configuration,${base}`
  const id = Buffer.from(invocation.replaceAll('-', ''), 'hex').toString('base64')
  await samba(
    'ldbmodify',
    ['-H', join(folder, 'private', 'sam.ldb')],
    `dn: ${settings}\nchangetype: modify\nreplace: invocationId\ninvocationId:: ${id}\n`,
  )
}
