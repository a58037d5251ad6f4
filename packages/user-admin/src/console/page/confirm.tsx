import { useId, useState } from 'preact/hooks'
import type { Preview } from '../protocol.ts'
import { useConsole } from './console.ts'
import { useTexts } from './texts/language.ts'

/** The number is typed, and it begins. */
export function Confirm({ preview }: { readonly preview: Preview }) {
  const texts = useTexts()
  const { view, act } = useConsole()
  const id = useId()
  const [typed, setTyped] = useState('')
  const [complaint, setComplaint] = useState('')
  const { count, kind, needs } = preview
  const [need] = needs
  const isRemoval = kind === 'removal' || view.choices.rest === 'remove'
  const begin = async (): Promise<void> => {
    if (need !== undefined) return setComplaint(texts.review.needs[need])
    if (typed.trim() !== String(count)) return setComplaint(texts.review.other(typed.trim(), count))
    if (await act('run', { preview: preview.id, count })) scrollTo(0, 0)
  }
  return (
    <form
      class="panel confirm"
      aria-labelledby={`${id}-title`}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void begin()
      }}
    >
      <h2 id={`${id}-title`}>{texts.review.confirm}</h2>
      {count === 0 ? (
        <p>{texts.review.nobody}</p>
      ) : (
        <>
          <label for={id}>{texts.review.type(count)}</label>
          <p class="hint" id={`${id}-hint`}>
            {texts.review.typeHint(count, kind === 'undo' ? 'back' : 'go')}
          </p>
          <div class="confirm-row">
            <input
              id={id}
              type="text"
              inputMode="numeric"
              autocomplete="off"
              aria-describedby={`${id}-hint ${id}-complaint`}
              aria-invalid={complaint !== ''}
              value={typed}
              onInput={(event) => {
                setTyped(event.currentTarget.value)
                setComplaint('')
              }}
            />
            <button type="submit" class={kind === 'undo' ? 'primary' : 'primary danger'}>
              {kind === 'undo'
                ? texts.review.begin.undo
                : isRemoval
                  ? texts.review.begin.remove
                  : texts.review.begin.suspend}
            </button>
          </div>
          <p class="warn" role="alert" id={`${id}-complaint`}>
            {complaint}
          </p>
        </>
      )}
    </form>
  )
}
