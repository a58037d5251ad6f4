/** Waits so many milliseconds, or until the signal; never longer than a timer can. */
export async function sleeping(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const over = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', over)
      resolve()
    }
    const timer = setTimeout(over, Math.min(milliseconds, 2 ** 31 - 1))
    signal.addEventListener('abort', over, { once: true })
  })
}
