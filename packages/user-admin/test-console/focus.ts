import type { Page } from 'playwright-core'

/**
 * What is wrong with where the focus is, for somebody without a mouse: it is nowhere, on something that is not in sight or
 * is covered, or nothing shows that it is there. Empty where all is well. A heading that was given the focus, so that it is
 * read out, needs no mark.
 */
export const lostFocus = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const on = document.activeElement
    if (!(on instanceof HTMLElement) || on === document.body) return 'The focus is nowhere.'
    const named = on.outerHTML.slice(0, 120)
    if (on.matches(':disabled')) return `It is on something that cannot be used: ${named}`
    if (on.tagName === 'H1' || on.tagName === 'MAIN') return ''
    const box = on.getBoundingClientRect()
    const places = [0.5, 0.1, 0.9].flatMap((x) =>
      [0.5, 0.1, 0.9].map((y) => [box.left + box.width * x, box.top + box.height * y] as const),
    )
    const isInSight = places.some(([x, y]) => {
      const there = document.elementFromPoint(x, y)
      return there !== null && (on.contains(there) || there.closest('label')?.control === on)
    })
    if (!isInSight) return `It is on something that cannot be seen: ${named}`
    const marked = on.getAttribute('role') === 'grid' ? [on, on.querySelector('.row.active')] : [on]
    const isMarked = marked.some((one) => {
      if (one === null) return false
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(one)
      const hasOutline =
        outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2 && outlineColor !== 'transparent'
      return hasOutline || (one !== on && boxShadow !== 'none')
    })
    return isMarked ? '' : `Nothing shows that it is there: ${named}`
  })
