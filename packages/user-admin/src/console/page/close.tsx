import { useEffect, useRef } from 'preact/hooks'
import { useConsole } from './console.ts'
import { HandBack } from './hand-back.tsx'
import { isOver } from './run.tsx'
import { useTexts } from './texts/language.ts'

/** Asks before everything is forgotten, and offers the pairs. */
export function Close({ onCancel }: { readonly onCancel: () => void }) {
  const texts = useTexts()
  const { view, close } = useConsole()
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const isRunning = view.run !== undefined && !isOver(view.run)
  return (
    <dialog ref={dialog} aria-labelledby="close-title" onClose={onCancel}>
      <h2 id="close-title">{texts.close.title}</h2>
      <p>{isRunning ? texts.close.running : texts.close.text}</p>
      <HandBack />
      <div class="actions">
        <button type="button" onClick={() => dialog.current?.close()}>
          {texts.cancel}
        </button>
        <button type="button" class="primary" onClick={() => void close()}>
          {texts.close.yes}
        </button>
      </div>
    </dialog>
  )
}
