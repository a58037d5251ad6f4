import { createServer, type Server } from 'node:net'

/** An address of loopback that no other process of these tests uses, for as long as it is held. */
export interface Address {
  readonly ip: string
  release(): void
}

// A server that nobody connects to is a lock that ends with its process, however that ends.
const lockPort = 38_999

/** The addresses that the certificate of the controllers names. */
const addresses = Array.from({ length: 50 }, (_, index) => `127.0.0.${index + 11}`)

/**
 * Takes an address of its own for a controller, whose ports cannot be chosen.
 *
 * @throws {Error} where all are taken.
 */
export async function claimAddress(): Promise<Address> {
  for (const ip of addresses) {
    const lock = await held(ip)
    if (lock !== undefined) return { ip, release: () => void lock.close() }
  }
  throw new Error(
    'All 50 loopback addresses for domain controllers are taken: stop the controllers that are done with.',
  )
}

function held(ip: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const lock = createServer((socket) => void socket.destroy())
    lock.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    lock.listen({ host: ip, port: lockPort, exclusive: true }, () => {
      lock.unref()
      resolve(lock)
    })
  })
}
