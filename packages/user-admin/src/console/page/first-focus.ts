import type { RefObject } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

/** Gives the focus to something once, as it comes up; what the person does with it afterwards is theirs. */
export function useFirstFocus<E extends HTMLElement>(isThere: boolean): RefObject<E | null> {
  const place = useRef<E>(null)
  useEffect(() => {
    if (isThere) place.current?.focus()
  }, [isThere])
  return place
}
