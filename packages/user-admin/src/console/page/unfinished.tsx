import type { Unfinished } from '../protocol.ts'
import { useConsole } from './console.ts'
import type { Step } from './steps.tsx'
import { useTexts } from './texts/language.ts'

/** What was begun at an earlier time and is not done. */
export function UnfinishedList({ onGo }: { readonly onGo: (step: Step) => void }) {
  const texts = useTexts()
  const { view, act } = useConsole()
  const day = (at: number | string): string =>
    new Date(at).toLocaleDateString(texts.locale, { day: 'numeric', month: 'long', year: 'numeric' })
  const goOn = async ({ kind, id }: Unfinished): Promise<void> => {
    const isTaken = kind === 'undo' ? await act('undo', { run: id }) : await act('resume', { unfinished: id })
    if (isTaken) onGo('review')
  }
  return (
    <>
      {view.unfinished.map((one) => {
        const { kind, id, at, on, people, needs } = one
        return (
          <section key={id} class="note" aria-labelledby={`unfinished-${id}`}>
            <p>
              <strong id={`unfinished-${id}`}>
                {kind === 'removal'
                  ? texts.unfinished.removal(people, day(on ?? at))
                  : texts.unfinished[kind](people, day(at))}
              </strong>
            </p>
            {needs.length > 0 && (
              <p>
                {texts.unfinished.needs} {needs.join(', ')}
              </p>
            )}
            <div class="actions">
              <button type="button" class="primary" disabled={needs.length > 0} onClick={() => void goOn(one)}>
                {texts.unfinished.button[kind]}
              </button>
              <button type="button" class="quiet" onClick={() => void act('dismiss', { unfinished: id })}>
                {texts.unfinished.dismiss}
              </button>
            </div>
          </section>
        )
      })}
    </>
  )
}
