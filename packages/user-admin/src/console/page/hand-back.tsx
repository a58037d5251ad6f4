import { useId, useState } from 'preact/hooks'
import { useConsole } from './console.ts'
import { useTexts } from './texts/language.ts'

/** Gives the pairs back that took the place of those that were pasted: copied, saved to a file, or forgotten. */
export function HandBack() {
  const texts = useTexts()
  const { view, get, act } = useConsole()
  const id = useId()
  const [file, setFile] = useState('user-admin-tokens.json')
  const [said, setSaid] = useState('')
  const spent = view.connections.filter(({ isSpent }) => isSpent)
  if (spent.length === 0) return said === '' ? null : <p role="status">{said}</p>

  const copy = async (): Promise<void> => {
    const answer = await get('handBack', {})
    if (answer === undefined) return
    try {
      // From the answer to the clipboard: nothing of it is ever shown.
      await navigator.clipboard.writeText(answer.pairs.map(({ text }) => text).join('\n\n'))
      setSaid(texts.handBack.copied)
    } catch {
      setSaid(texts.handBack.notCopied)
    }
  }
  const save = async (): Promise<void> => {
    const answer = await get('handBack', { file })
    if (answer !== undefined) setSaid(texts.handBack.saved(answer.file ?? file))
  }
  const forget = async (): Promise<void> => {
    for (const { id: connection } of spent) await act('disconnect', { connection })
    setSaid(texts.handBack.forgotten)
  }
  return (
    <section class="note" aria-labelledby={id}>
      <h2 id={id}>{texts.handBack.title}</h2>
      <p>{texts.handBack.text(spent.length)}</p>
      <p class="hint">{spent.map(({ workspace }) => workspace ?? texts.connect.unknownWorkspace).join(', ')}</p>
      <div class="actions">
        <button type="button" class="primary" onClick={() => void copy()}>
          {texts.handBack.copy}
        </button>
        <button type="button" class="quiet" onClick={() => void forget()}>
          {texts.handBack.forget}
        </button>
      </div>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <label>
          {texts.handBack.file}
          <input
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={file}
            aria-describedby={`${id}-hint`}
            onInput={(event) => setFile(event.currentTarget.value)}
          />
        </label>
        <button type="submit">{texts.handBack.save}</button>
      </form>
      <p class="hint" id={`${id}-hint`}>
        {texts.handBack.fileHint}
      </p>
      <p role="status" class="said">
        {said}
      </p>
    </section>
  )
}
