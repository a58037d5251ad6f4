import { useState } from 'preact/hooks'
import { useServerClock } from './clock.ts'
import { ConnectionCard } from './connection-card.tsx'
import { useConsole } from './console.ts'
import type { Step } from './steps.tsx'
import { TextField } from './text-field.tsx'
import { useTexts } from './texts/language.ts'
import { UnfinishedList } from './unfinished.tsx'
import { WaitingList } from './waiting.tsx'
import { WhereTokens } from './where-tokens.tsx'

/** The first step: which workspaces. */
export function Connect({ onGo }: { readonly onGo: (step: Step) => void }) {
  const texts = useTexts()
  const { view, act } = useConsole()
  const now = useServerClock(view)
  const [text, setText] = useState('')
  const [isAsked, setAsked] = useState(false)
  const { connections, lastTime } = view
  const ready = connections.filter(({ state }) => state === 'ready').length
  const checking = connections.filter(({ state }) => state === 'checking').length

  const connect = async (pasted: string, houston?: string): Promise<boolean> => {
    if (pasted.trim() === '') return false
    // It leaves the page before it is sent: nothing that was submitted stays in a field.
    setText('')
    return await act('connect', { text: pasted, houston })
  }
  return (
    <>
      <h1 tabIndex={-1}>{texts.connect.title}</h1>
      <p class="lead">{texts.connect.lead}</p>
      <UnfinishedList onGo={onGo} />
      <WaitingList />
      <div class="columns">
        <form
          class="panel"
          onSubmit={(event) => {
            event.preventDefault()
            void connect(text)
          }}
        >
          <TextField
            label={texts.connect.paste}
            hint={texts.connect.pasteHint}
            value={text}
            rows={4}
            isSecret
            onText={setText}
            onPasted={(pasted) => void connect(pasted)}
          />
          <p class="hint">{texts.connect.once}</p>
          {text.trim() !== '' && (
            <button type="submit" class="primary">
              {texts.connect.button}
            </button>
          )}
          <Houston onConnect={connect} />
        </form>
        <div class="side">
          <WhereTokens />
          {lastTime.length > 0 && (
            <section class="panel" aria-labelledby="last-time">
              <h2 id="last-time">{texts.connect.lastTime}</h2>
              <p class="hint">{texts.connect.lastTimeHint}</p>
              <ul class="checklist">
                {lastTime.map(({ name, region, system }) => (
                  <li key={`${system} ${name}`}>
                    <span>{name}</span> <span class="hint">{region ?? 'Astronomer'}</span>
                  </li>
                ))}
              </ul>
            </section>
          )}
        </div>
      </div>
      <section aria-labelledby="connected">
        <h2 id="connected">{texts.connect.connected}</h2>
        {connections.length === 0 ? (
          <p class="hint">{texts.connect.none}</p>
        ) : (
          <ul class="cards">
            {connections.map((connection) => (
              <ConnectionCard key={connection.id} connection={connection} now={now} />
            ))}
          </ul>
        )}
      </section>
      <div class="bar">
        <p role="status">
          {isAsked && ready === 0
            ? texts.connect.needOne
            : connections.length === 0
              ? ''
              : texts.connect.summary(ready, connections.length - ready - checking, checking)}
        </p>
        <button
          type="button"
          class="primary"
          onClick={() => {
            setAsked(true)
            if (ready > 0) onGo('protect')
          }}
        >
          {texts.connect.next}
        </button>
      </div>
    </>
  )
}

function Houston({ onConnect }: { readonly onConnect: (text: string, houston: string) => Promise<boolean> }) {
  const texts = useTexts()
  const [address, setAddress] = useState('')
  const [token, setToken] = useState('')
  return (
    <details class="more">
      <summary>{texts.connect.houston}</summary>
      <div class="fields">
        <label>
          {texts.connect.houstonAddress}
          <input
            type="text"
            inputMode="url"
            autocomplete="off"
            spellcheck={false}
            placeholder={texts.connect.houstonAddressHint}
            value={address}
            onInput={(event) => setAddress(event.currentTarget.value)}
          />
        </label>
        <label>
          {texts.connect.houstonToken}
          <input
            type="password"
            autocomplete="off"
            value={token}
            onInput={(event) => setToken(event.currentTarget.value)}
          />
        </label>
        <button
          type="button"
          onClick={() => {
            setToken('')
            void onConnect(token, address)
          }}
        >
          {texts.connect.button}
        </button>
      </div>
    </details>
  )
}
