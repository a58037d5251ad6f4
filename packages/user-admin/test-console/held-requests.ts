/** A way to a fake on which changes can be held, so that a run is in its midst for as long as a test looks at it. */
export interface HeldRequests {
  readonly fetch: typeof fetch
  /** Lets that many changes through, and holds those that follow. */
  holdAfter(count: number): void
  /** Waits until one is held. */
  isHeld(): Promise<void>
  /** Lets all go on, and all that follow. */
  letGo(): void
}

/** Changes are all requests but those that only read. */
export function heldRequests(real: typeof fetch): HeldRequests {
  let left = Number.POSITIVE_INFINITY
  let open = aDoor()
  let first = aDoor()
  return {
    fetch: async (input, init) => {
      const { method } = new Request(input, init)
      const { pathname } = new URL(input instanceof Request ? input.url : input)
      if (method !== 'GET' && pathname.includes('/people')) {
        left -= 1
        if (left < 0) {
          first.open()
          await open.passed
        }
      }
      return await real(input, init)
    },
    holdAfter: (count) => {
      left = count
      open = aDoor()
      first = aDoor()
    },
    isHeld: async () => await first.passed,
    letGo: () => {
      left = Number.POSITIVE_INFINITY
      open.open()
    },
  }
}

/** Shut until it is opened, once. */
function aDoor(): { readonly passed: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { passed, open: () => open() }
}
