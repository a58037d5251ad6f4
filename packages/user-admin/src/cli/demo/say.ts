/** Takes one line for whoever watches. */
export type Say = (line: string) => void

/** Says whatever went wrong on the way, one line each: what a client takes as `onExchange`. */
export const trouble =
  (say: Say) =>
  ({
    operation,
    status,
    code,
  }: {
    readonly operation: string
    readonly status?: number | undefined
    readonly code?: string | undefined
  }): void => {
    if (status === 429) say('  … the server asks to slow down (HTTP 429): waiting as long as it says, then going on')
    else if (status === 502)
      say(`  … the answer to ${operation} is lost behind a proxy's error page: looking what became of it`)
    else if (code !== undefined)
      say(`  … the connection breaks before ${operation} is answered (${code}): looking what became of it`)
  }
