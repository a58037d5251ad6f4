import { useEffect } from 'preact/hooks'

const usable = 'button:not(:disabled), a[href], input:not(:disabled), select, textarea:not(:disabled), summary'

/**
 * Whoever works by the keyboard goes on where they were, though what had the focus is gone: the nearest thing that is still
 * there has it then, or else the heading of the view.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    /** What had the focus last, and all that was around it. */
    let around: readonly Element[] = []
    const seen = ({ target }: FocusEvent): void => {
      const path: Element[] = []
      for (let one = target instanceof Element ? target : null; one !== null; one = one.parentElement) path.push(one)
      around = path
    }
    const look = (): void => {
      const [last] = around
      const { activeElement } = document
      if (last === undefined || last.isConnected || (activeElement !== null && activeElement !== document.body)) return
      const near = around.find((one) => one.isConnected)
      const next = near?.matches('main, #page, body') === false ? near.querySelector<HTMLElement>(usable) : null
      if (next === null) document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
      else next.focus()
    }
    const changes = new MutationObserver(look)
    changes.observe(document.body, { childList: true, subtree: true })
    addEventListener('focusin', seen)
    return () => {
      changes.disconnect()
      removeEventListener('focusin', seen)
    }
  }, [])
}
