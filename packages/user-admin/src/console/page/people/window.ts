import { useEffect, useRef, useState } from 'preact/hooks'

/** Below this width a row is a small card. As in `style.css`, with the heights. */
const narrow = '(max-width: 719px)'
const heights = { wide: 56, narrow: 104 }
/** Rows beyond the edge, so that a small step shows no gap. */
const beyond = 8

/** Which rows of a long list are in sight. */
export function useWindow(total: number) {
  const scroller = useRef<HTMLDivElement>(null)
  const [top, setTop] = useState(0)
  const [height, setHeight] = useState(600)
  const [isNarrow, setNarrow] = useState(() => matchMedia(narrow).matches)
  const rowHeight = isNarrow ? heights.narrow : heights.wide

  useEffect(() => {
    const element = scroller.current
    if (element === null) return undefined
    let frame = 0
    const scrolled = (): void => {
      frame ||= requestAnimationFrame(() => {
        frame = 0
        setTop(element.scrollTop)
      })
    }
    const resized = new ResizeObserver(() => setHeight(element.clientHeight))
    const width = matchMedia(narrow)
    const turned = (): void => setNarrow(width.matches)
    element.addEventListener('scroll', scrolled, { passive: true })
    width.addEventListener('change', turned)
    resized.observe(element)
    return () => {
      cancelAnimationFrame(frame)
      element.removeEventListener('scroll', scrolled)
      width.removeEventListener('change', turned)
      resized.disconnect()
    }
  }, [])

  const first = Math.max(0, Math.min(Math.floor(top / rowHeight) - beyond, total - 1))
  const last = Math.min(total, Math.ceil((top + height) / rowHeight) + beyond)
  /** Scrolls so that a row is in sight, below the head. */
  const show = (index: number): void => {
    const element = scroller.current
    if (element === null) return
    const head = isNarrow ? 0 : 44
    const [from, to] = [index * rowHeight, (index + 1) * rowHeight]
    if (from < element.scrollTop) element.scrollTop = from
    else if (to + head > element.scrollTop + element.clientHeight) element.scrollTop = to + head - element.clientHeight
  }
  return { scroller, first, last, rowHeight, show }
}
