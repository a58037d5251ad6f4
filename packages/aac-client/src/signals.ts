/** What asks a process to end, and may be answered a little later. Windows knows the first and the last. */
const asked = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const

/**
 * Runs `work` to its end before a signal that would end this process does: a Ctrl-C between an exchange and the writing
 * of the new pair would lose the pair. A second one ends the process at once. Signals that the program handles itself
 * stay its own.
 */
export async function uncut<T>(work: () => Promise<T>): Promise<T> {
  const pending = new Set<NodeJS.Signals>()
  const stop = (): void => {
    for (const name of asked) process.off(name, hold)
    // Nobody else has an answer to it: it does now what it would have done.
    for (const name of pending) if (process.listenerCount(name) === 0) process.kill(process.pid, name)
  }
  const hold = (name: NodeJS.Signals): void => {
    const again = pending.has(name)
    pending.add(name)
    if (again) stop()
  }
  for (const name of asked) process.on(name, hold)
  try {
    return await work()
  } finally {
    stop()
  }
}
