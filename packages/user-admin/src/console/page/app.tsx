import { useEffect, useRef, useState } from 'preact/hooks'
import { Close } from './close.tsx'
import { Connect } from './connect.tsx'
import { ConsoleContext, useServer } from './console.ts'
import { Detail } from './detail.tsx'
import { Header } from './header.tsx'
import { Idle } from './idle.tsx'
import { useKeptFocus } from './kept-focus.ts'
import { Protect } from './protect.tsx'
import { Review } from './review.tsx'
import { type Step, Steps } from './steps.tsx'
import { useTexts } from './texts/language.ts'

/** A page that only says one thing. */
export function Message({ title, text }: { readonly title: string; readonly text: string }) {
  return (
    <main class="message">
      <h1>{title}</h1>
      <p>{text}</p>
    </main>
  )
}

/** The page, once it has a session. */
export function App({
  session,
  language,
  onLanguage,
}: {
  readonly session: string
  readonly language: string
  readonly onLanguage: (code: string) => void
}) {
  const texts = useTexts()
  const console = useServer(session)
  const [step, setStep] = useState<Step>()
  const [isClosing, setClosing] = useState(false)
  const main = useRef<HTMLElement>(null)
  useKeptFocus()

  const go = (next: Step): void => {
    setStep(next)
    scrollTo(0, 0)
    // What is read out next is the new view, from its heading on.
    requestAnimationFrame(() => main.current?.querySelector('h1')?.focus())
  }

  const view = typeof console === 'string' ? undefined : console.view
  // After a reload the page goes on where the work is.
  const shown: Step = step ?? (view?.run !== undefined || view?.preview !== undefined ? 'review' : 'connect')
  const { preview, run } = view ?? {}
  const percent = run?.state === 'running' && run.total > 0 ? Math.floor((100 * run.finished) / run.total) : undefined
  useEffect(() => {
    document.title = `${percent === undefined ? texts.steps[shown] : `${percent} %`} – ${texts.name}`
  }, [texts, shown, percent])
  useEffect(() => {
    // What had the focus is gone with its view: whoever listens hears the next one from its heading on.
    if (document.activeElement === document.body) main.current?.querySelector('h1')?.focus({ preventScroll: true })
  }, [shown, preview?.state, preview?.kind, run?.state])

  const mustKeep = typeof console !== 'string' && console.view.connections.some(({ isSpent }) => isSpent)
  useEffect(() => {
    if (!mustKeep) return undefined
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [mustKeep])

  if (typeof console === 'string')
    return console === 'gone' ? <Message {...texts.gone} /> : console === 'over' ? <Message {...texts.over} /> : null
  if (console.state === 'over') return <Message {...texts.over} />
  if (console.state === 'closed') return <Message {...texts.closed} />

  const { trouble } = console
  return (
    <ConsoleContext.Provider value={console}>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {texts.skip}
      </button>
      <Header language={language} onLanguage={onLanguage} onClose={() => setClosing(true)} />
      <Steps shown={shown} view={console.view} onGo={go} />
      <main id="main" tabIndex={-1} ref={main}>
        {shown === 'connect' && <Connect onGo={go} />}
        {shown === 'protect' && <Protect onGo={go} />}
        {shown === 'review' && <Review onGo={go} />}
      </main>
      <div class="toasts">
        {console.state === 'gone' && (
          <div class="toast bad" role="alert">
            <strong>{texts.gone.title}</strong>
            <p>{texts.gone.text}</p>
          </div>
        )}
        {console.state === 'open' && <Idle />}
        {trouble !== undefined && console.state !== 'gone' && (
          <div class="toast bad" role="alert">
            <div>
              <strong>{texts.problem(trouble.problem)}</strong>
              {trouble.says !== '' && (
                <p>
                  <Detail says={trouble.says} />
                </p>
              )}
            </div>
            <button type="button" class="quiet" onClick={console.dismissTrouble}>
              {texts.dismiss}
            </button>
          </div>
        )}
      </div>
      {isClosing && <Close onCancel={() => setClosing(false)} />}
    </ConsoleContext.Provider>
  )
}
