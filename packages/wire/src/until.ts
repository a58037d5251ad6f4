/** The end of work that a signal cannot end, or the signal's own reason, whichever comes first. */
export function until<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
    // Heard even after an abort: a failure that nobody awaits would end the process.
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}
