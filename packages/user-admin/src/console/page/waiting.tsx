import { useId, useState } from 'preact/hooks'
import type { Waiting } from '../protocol.ts'
import { useConsole } from './console.ts'
import { useTexts } from './texts/language.ts'

/** Plans that wait for a decision. */
export function WaitingList() {
  const { view } = useConsole()
  return (
    <>
      {view.waiting.map((one) => (
        <Decision key={one.plan} waiting={one} />
      ))}
    </>
  )
}

function Decision({ waiting }: { readonly waiting: Waiting }) {
  const texts = useTexts()
  const { act } = useConsole()
  const id = useId()
  const [reason, setReason] = useState('')
  const [count, setCount] = useState('')
  const [complaint, setComplaint] = useState('')
  const { plan, since, by, why, go, who = [], workspaces } = waiting
  const when = new Date(since).toLocaleString(texts.locale, { dateStyle: 'long', timeStyle: 'short' })
  const decide = (decision: 'approve' | 'reject'): void => {
    const missing =
      reason.trim() === ''
        ? texts.waiting.needReason
        : decision === 'approve' && count.trim() !== String(go)
          ? texts.waiting.needCount(go)
          : ''
    setComplaint(missing)
    if (missing !== '') return
    void act('decide', { plan, decision, reason, ...(decision === 'approve' ? { count: go } : {}) })
  }
  return (
    <section class="note" aria-labelledby={id}>
      <h2 id={id}>{texts.waiting.title}</h2>
      <p>
        <strong>{texts.waiting.who(go)}</strong> · {workspaces.join(', ')}
      </p>
      <p class="hint">{texts.waiting.text(by, when)}</p>
      {who.length > 0 && (
        <details class="more">
          <summary>{texts.waiting.names}</summary>
          <ul class="plain">
            {who.map((email) => (
              <li key={email}>{email}</li>
            ))}
            {go > who.length && <li>…</li>}
          </ul>
        </details>
      )}
      {why.length > 0 && (
        <>
          <p>{texts.waiting.why}</p>
          <ul class="plain">
            {why.map((code) => (
              <li key={code}>{texts.why(code, '') || texts.why(`guard:${code}`, '') || code}</li>
            ))}
          </ul>
        </>
      )}
      <div class="fields">
        <label>
          {texts.waiting.reason}
          <input
            type="text"
            autocomplete="off"
            value={reason}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
        </label>
        <label>
          {texts.waiting.count(go)}
          <input
            type="text"
            inputMode="numeric"
            autocomplete="off"
            value={count}
            onInput={(event) => setCount(event.currentTarget.value)}
          />
        </label>
      </div>
      <p class="warn" role="alert">
        {complaint}
      </p>
      <p class="hint">{texts.waiting.afterwards}</p>
      <div class="actions">
        <button type="button" class="primary" onClick={() => decide('approve')}>
          {texts.waiting.approve}
        </button>
        <button type="button" onClick={() => decide('reject')}>
          {texts.waiting.reject}
        </button>
      </div>
    </section>
  )
}
