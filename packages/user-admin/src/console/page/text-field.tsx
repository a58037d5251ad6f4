import { useId, useRef, useState } from 'preact/hooks'
import { useTexts } from './texts/language.ts'

/** Where text is pasted, typed, or dropped as files. */
export function TextField({
  label,
  hint,
  value,
  rows,
  isSecret,
  onText,
  onPasted,
  isDisabled,
}: {
  readonly label: string
  readonly hint: string
  readonly value: string
  readonly rows: number
  readonly isSecret?: boolean
  readonly onText: (text: string) => void
  /** Whole text came at once: pasted into an empty field, dropped, or out of a file. */
  readonly onPasted: (text: string) => void
  readonly isDisabled?: boolean
}) {
  const texts = useTexts()
  const id = useId()
  const chooser = useRef<HTMLInputElement>(null)
  const [isOver, setOver] = useState(false)
  const take = async (files: FileList | null | undefined): Promise<void> => {
    const read = await Promise.all([...(files ?? [])].map((file) => file.text()))
    if (read.length > 0) onPasted(read.join('\n'))
    if (chooser.current !== null) chooser.current.value = ''
  }
  return (
    <div class="text-field">
      <label for={id}>{label}</label>
      <p class="hint" id={`${id}-hint`}>
        {hint}
      </p>
      <textarea
        id={id}
        aria-describedby={`${id}-hint`}
        class={isOver ? 'over' : ''}
        rows={rows}
        value={value}
        disabled={isDisabled}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        data-secret={isSecret}
        onInput={(event) => onText(event.currentTarget.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData?.getData('text') ?? ''
          if (value.trim() !== '' || pasted.trim() === '') return
          event.preventDefault()
          onPasted(pasted)
        }}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          setOver(false)
          const text = event.dataTransfer?.getData('text') ?? ''
          if (text !== '') onPasted(text)
          else void take(event.dataTransfer?.files)
        }}
      />
      <input
        ref={chooser}
        class="unseen"
        type="file"
        multiple
        tabIndex={-1}
        aria-hidden="true"
        accept=".json,.txt,.csv,text/plain,application/json"
        onChange={(event) => void take(event.currentTarget.files)}
      />
      <button type="button" class="quiet" disabled={isDisabled} onClick={() => chooser.current?.click()}>
        {texts.connect.file}
      </button>
    </div>
  )
}
