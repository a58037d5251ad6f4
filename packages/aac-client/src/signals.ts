/** What asks a process to end, and may be answered a little later. SIGBREAK is of Windows. */
const names = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const

/** Sections that are not to be cut off, in this process. */
let running = 0
let ended = 0
let listening = false
const asked = new Set<NodeJS.Signals>()
const waiting: (() => void)[] = []

/**
 * Runs `work` to its end before a signal that would end this process does: a Ctrl-C between an exchange and the writing
 * of the new pair would lose the pair. A second one ends the process at once. Signals that the program handles itself
 * stay its own.
 */
export async function uncut<T>(work: () => Promise<T>): Promise<T> {
  if (!listening) for (const name of names) process.prependListener(name, later)
  listening = true
  running += 1
  try {
    return await work()
  } finally {
    running -= 1
    ended += 1
    if (running === 0) for (const over of waiting.splice(0)) over()
    const last = ended
    if (asked.size > 0) answered()
    // A signal that came in this turn of the event loop is told in the next: it would be lost on who left before.
    else setImmediate(() => setImmediate(() => last === ended && answered()))
  }
}

/**
 * Settles once this process is in no exchange of tokens whose new pair is still to be kept; at the latest when the exchange
 * gives up, after 30 s. For a program that answers signals itself, before it calls `process.exit()`: a pair whose refresh
 * token was spent would be lost.
 */
export async function exchangesOver(): Promise<void> {
  if (running > 0)
    await new Promise<void>((resolve) => {
      waiting.push(resolve)
    })
}

function later(name: NodeJS.Signals): void {
  // The program has an answer of its own. Asked here, before anybody else: one that listens once is gone afterwards.
  if (process.listenerCount(name) > 1) return
  const again = asked.has(name)
  asked.add(name)
  answered(again)
}

/** What was asked for happens. */
function answered(atOnce = false): void {
  if ((running > 0 && !atOnce) || !listening) return
  for (const name of names) process.off(name, later)
  listening = false
  for (const name of asked) process.kill(process.pid, name)
  asked.clear()
}
