import { useState } from 'preact/hooks'
import type { Connection } from '../protocol.ts'
import { useConsole } from './console.ts'
import { Detail } from './detail.tsx'
import { useFirstFocus } from './first-focus.ts'
import { useTexts } from './texts/language.ts'
import { placeOf } from './where-tokens.tsx'

/** One token, and the workspace that it turned out to be of. */
export function ConnectionCard({ connection, now }: { readonly connection: Connection; readonly now: number }) {
  const texts = useTexts()
  const { view, act } = useConsole()
  const { id, system, state, workspace, region, caller, people, ends, isRenewed, isSpent, mayChange, says } = connection
  const name = workspace ?? texts.connect.unknownWorkspace
  const takes = view.preview?.workspaces.find((one) => one.connection === id)?.takes
  const left = ends === undefined ? undefined : ends - now
  const isShort = left !== undefined && takes !== undefined && left < takes
  const isReady = state === 'ready'
  const isBad = !isReady && state !== 'checking'
  return (
    <li class={`card ${isReady ? 'good' : isBad ? 'bad' : ''}`} data-connection={id}>
      <div class="card-top">
        <h3>{name}</h3>
        <span class={`badge ${isReady ? 'good' : isBad ? 'bad' : ''}`}>{texts.connect.state[state]}</span>
      </div>
      <p class="meta">
        {[region ?? (system === 'houston' ? 'Astronomer' : ''), people === undefined ? '' : texts.people(people)]
          .filter((part) => part !== '')
          .join(' · ')}
      </p>
      {!isBad && <p class="meta">{caller}</p>}
      {isBad && <p>{texts.connect.stateWhy[state]}</p>}
      {says !== undefined && isBad && (
        <p>
          <Detail says={says} />
        </p>
      )}
      {isReady && mayChange === false && <p class="warn">{texts.connect.readOnly}</p>}
      {(isReady || state === 'checking') && (
        <p class={isShort || (left !== undefined && left <= 0) ? 'clock warn' : 'clock'}>
          {state === 'checking'
            ? texts.connect.stateWhy.checking
            : isSpent
              ? texts.connect.spent
              : isRenewed
                ? texts.connect.renews
                : left === undefined
                  ? texts.connect.noEnd
                  : left <= 0
                    ? texts.connect.ended
                    : texts.connect.goodFor(left) + (takes === undefined ? '' : `; ${texts.connect.needs(takes)}`)}
          {isReady && !isRenewed && left !== undefined && left > 0 && `. ${texts.connect.endsFirst}`}
        </p>
      )}
      <div class="card-actions">
        {(state === 'expired' || state === 'refused' || state === 'spent' || state === 'cut') &&
          region !== undefined && (
            <a href={placeOf(region)} target="_blank" rel="noreferrer noopener">
              {texts.connect.tokenPage}
              <span class="unseen"> {texts.connect.opensNew}</span>
            </a>
          )}
        {isReady && !isRenewed && left !== undefined && (
          <NewerToken connection={id} name={name} button={texts.connect.addHalf} label={texts.connect.half} />
        )}
        {(state === 'expired' || state === 'refused' || state === 'spent') && workspace !== undefined && (
          <NewerToken connection={id} name={name} button={texts.connect.newer} label={texts.connect.newerLabel} />
        )}
        {state === 'needs-address' && <Address connection={id} />}
        <button
          type="button"
          class="quiet"
          aria-label={texts.connect.forgetOf(name)}
          onClick={() => void act('disconnect', { connection: id })}
        >
          {texts.connect.forget}
        </button>
      </div>
    </li>
  )
}

/** A field for a newer token of a workspace that is known already, behind a button. */
export function NewerToken({
  connection,
  name,
  button,
  label,
}: {
  readonly connection: string
  readonly name: string
  readonly button: string
  readonly label: string
}) {
  const texts = useTexts()
  const { act } = useConsole()
  const [isOpen, setOpen] = useState(false)
  const field = useFirstFocus<HTMLInputElement>(isOpen)
  const [text, setText] = useState('')
  const send = async (given: string): Promise<void> => {
    setText('')
    if (given.trim() !== '' && (await act('renew', { connection, text: given }))) setOpen(false)
  }
  if (!isOpen)
    return (
      <button type="button" aria-label={`${button}: ${name}`} onClick={() => setOpen(true)}>
        {button}
      </button>
    )
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault()
        void send(text)
      }}
    >
      <label>
        {label}
        <input
          type="password"
          autocomplete="off"
          value={text}
          ref={field}
          onInput={(event) => setText(event.currentTarget.value)}
          onPaste={(event) => {
            // A field of one line would drop the line breaks between the two halves.
            event.preventDefault()
            void send(event.clipboardData?.getData('text') ?? '')
          }}
        />
      </label>
      <button type="submit">{texts.connect.save}</button>
    </form>
  )
}

function Address({ connection }: { readonly connection: string }) {
  const texts = useTexts()
  const { act } = useConsole()
  const [address, setAddress] = useState('')
  return (
    <form
      class="inline"
      onSubmit={(event) => {
        event.preventDefault()
        void act('renew', { connection, text: '', houston: address })
      }}
    >
      <label>
        {texts.connect.houstonAddress}
        <input
          type="text"
          inputMode="url"
          autocomplete="off"
          spellcheck={false}
          value={address}
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
      </label>
      <button type="submit">{texts.connect.save}</button>
    </form>
  )
}
