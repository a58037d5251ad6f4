import { useEffect, useRef, useState } from 'preact/hooks'
import type { Preview } from '../protocol.ts'
import { useConsole } from './console.ts'
import { useTexts } from './texts/language.ts'

/** Entries that mean nobody: each is settled by one key, and then everybody is looked at again. */
export function Typos({
  typos,
  notSeen,
}: {
  readonly typos: Preview['typos']
  /** Where nobody could look, by name: somebody of there is no slip. */
  readonly notSeen: readonly string[]
}) {
  const texts = useTexts()
  const { view, act } = useConsole()
  /** What became of each entry: another address, or itself. */
  const [settled, setSettled] = useState<ReadonlyMap<string, string>>(new Map())
  const list = useRef<HTMLUListElement>(null)
  const open = typos.filter(({ entry }) => !settled.has(entry))
  const first = open[0]?.entry

  // The next one has the focus, so that each takes one key; the first only where nobody is reading elsewhere.
  useEffect(() => {
    if (settled.size > 0) list.current?.querySelector<HTMLElement>('button')?.focus()
  }, [first])

  const settle = async (entry: string, as: string): Promise<void> => {
    const next = new Map(settled).set(entry, as)
    setSettled(next)
    if (typos.some((typo) => !next.has(typo.entry))) return
    const { understood: _, ...choices } = view.choices
    let { text } = choices
    const notHere = [...(choices.notHere ?? [])]
    for (const [from, to] of next) {
      if (from === to) notHere.push(from)
      else text = replaced(text, from, to)
    }
    if (!((await act('protect', { ...choices, text, notHere })) && (await act('preview', {})))) setSettled(new Map())
  }
  return (
    <section class="note typos" aria-labelledby="typos">
      <h2 id="typos">{texts.typos.title(typos.length)}</h2>
      <p>{texts.typos.lead}</p>
      {notSeen.length > 0 && (
        <p>{texts.typos.notSeen(notSeen.map((name) => name || texts.connect.unknownWorkspace).join(', '))}</p>
      )}
      <ul class="plain" ref={list}>
        {open.map(({ entry, nearest }) => (
          <li
            key={entry}
            onKeyDown={(event) => {
              const taken = event.key === '0' ? entry : nearest[Number(event.key) - 1]
              if (taken === undefined || event.ctrlKey || event.altKey || event.metaKey) return
              event.preventDefault()
              void settle(entry, taken)
            }}
          >
            <p>
              <strong>{entry}</strong>
              {nearest.length === 0 && <span class="hint"> {texts.typos.none}</span>}
            </p>
            <div class="actions">
              {nearest.slice(0, 3).map((email, index) => (
                <button key={email} type="button" onClick={() => void settle(entry, email)}>
                  <kbd>{index + 1}</kbd> {email}
                </button>
              ))}
              <button type="button" class="quiet" onClick={() => void settle(entry, entry)}>
                <kbd>0</kbd> {texts.typos.right}
              </button>
            </div>
          </li>
        ))}
      </ul>
      <p class="hint">
        <span role="status">{texts.typos.left(open.length)}</span> {open.length > 0 && texts.typos.keys}
      </p>
    </section>
  )
}

/** The text with one entry as another; where it stands there in another form, that address is added. */
function replaced(text: string, from: string, to: string): string {
  let isFound = false
  // Whole words only: one address may be the end of another.
  const next = text.replace(/[^\s,;<>"'()|]+/gu, (word) => {
    if (word.toLowerCase() !== from.toLowerCase()) return word
    isFound = true
    return to
  })
  return isFound ? next : `${text.trimEnd()}\n${to}`
}
