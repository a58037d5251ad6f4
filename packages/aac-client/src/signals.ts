/** What asks a process to end, and may be answered a little later. SIGBREAK is of Windows. */
const names = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const

/** Sections that are not to be cut off, in this process. */
let running = 0
const asked = new Set<NodeJS.Signals>()

/**
 * Runs `work` to its end before a signal that would end this process does: a Ctrl-C between an exchange and the writing
 * of the new pair would lose the pair. A second one ends the process at once. Signals that the program handles itself
 * stay its own.
 */
export async function uncut<T>(work: () => Promise<T>): Promise<T> {
  if (running === 0) for (const name of names) process.on(name, later)
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    if (running === 0) now()
  }
}

function later(name: NodeJS.Signals): void {
  const again = asked.has(name)
  asked.add(name)
  if (again) now()
}

/** What was asked for happens, unless the program has an answer of its own to it. */
function now(): void {
  for (const name of names) process.off(name, later)
  for (const name of asked) if (process.listenerCount(name) === 0) process.kill(process.pid, name)
  asked.clear()
}
