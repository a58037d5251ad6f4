/**
 * Stops a run when the process is told to end: `using stop = stopOnSignals()`, then `applyPlan(…, { signal: stop.signal })`.
 * The steps under way are finished within `drain` (4 s), the journal is closed, and `resume` goes on later. A second
 * signal ends the process at once, as if nobody had listened.
 *
 * @param names Default `SIGINT`, `SIGTERM`.
 */
export function stopOnSignals(
  names: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'],
): { readonly signal: AbortSignal } & Disposable {
  const stopping = new AbortController()
  const forget = (): void => {
    for (const name of names) process.removeListener(name, stop)
  }
  const stop = (name: NodeJS.Signals): void => {
    forget()
    stopping.abort(new DOMException(`The process was told to end (${name}).`, 'AbortError'))
  }
  for (const name of names) process.on(name, stop)
  return { signal: stopping.signal, [Symbol.dispose]: forget }
}
