import { useEffect, useRef, useState } from 'preact/hooks'
import { useConsole } from './console.ts'
import { useTexts } from './texts/language.ts'

/** Milliseconds before the server ends by itself, at which that is told. */
const near = 5 * 60_000
/** Whoever moved or typed something within these milliseconds is there, and reads. */
const lately = 10 * 60_000

/** Tells whoever is not there that the server will end by itself, and has it stay for whoever is. */
export function Idle() {
  const texts = useTexts()
  const { view, act } = useConsole()
  const { idleEnds } = view
  const [isNear, setNear] = useState(false)
  const active = useRef(Number.NEGATIVE_INFINITY)

  useEffect(() => {
    const seen = (): void => {
      active.current = Date.now()
    }
    const kinds = ['pointermove', 'keydown', 'wheel', 'touchmove'] as const
    for (const kind of kinds) addEventListener(kind, seen, { passive: true })
    return () => {
      for (const kind of kinds) removeEventListener(kind, seen)
    }
  }, [])
  useEffect(() => {
    setNear(false)
    if (idleEnds === undefined) return undefined
    const timer = setTimeout(
      () => {
        if (Date.now() - active.current < lately) void act('look', {})
        else setNear(true)
      },
      // Where the server stays for less than that, it is asked once a second at most.
      Math.max(1000, idleEnds - near - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [idleEnds])

  if (!isNear) return null
  return (
    <div class="toast" role="alert">
      <p>{texts.idle.text}</p>
      <button type="button" class="primary" onClick={() => void act('look', {})}>
        {texts.idle.stay}
      </button>
    </div>
  )
}
