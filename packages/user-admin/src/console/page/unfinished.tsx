import { useConsole } from './console.ts'
import type { Step } from './steps.tsx'
import { useTexts } from './texts/language.ts'

/** What was begun at an earlier time and is not done. */
export function UnfinishedList({ onGo }: { readonly onGo: (step: Step) => void }) {
  const texts = useTexts()
  const { view, act } = useConsole()
  const day = (at: number | string): string =>
    new Date(at).toLocaleDateString(texts.locale, { day: 'numeric', month: 'long', year: 'numeric' })
  const goOn = async (id: string): Promise<void> => {
    if (await act('resume', { unfinished: id })) onGo('review')
  }
  return (
    <>
      {view.unfinished.map(({ kind, id, at, on, people, needs }) => (
        <section key={id} class="note" aria-labelledby={`unfinished-${id}`}>
          <p>
            <strong id={`unfinished-${id}`}>
              {kind === 'run' ? texts.unfinished.run(people, day(at)) : texts.unfinished.removal(people, day(on ?? at))}
            </strong>
          </p>
          {needs.length > 0 && (
            <p>
              {texts.unfinished.needs} {needs.join(', ')}
            </p>
          )}
          <div class="actions">
            <button type="button" class="primary" disabled={needs.length > 0} onClick={() => void goOn(id)}>
              {kind === 'run' ? texts.unfinished.goOn : texts.unfinished.look}
            </button>
            <button type="button" class="quiet" onClick={() => void act('dismiss', { unfinished: id })}>
              {texts.unfinished.dismiss}
            </button>
          </div>
        </section>
      ))}
    </>
  )
}
