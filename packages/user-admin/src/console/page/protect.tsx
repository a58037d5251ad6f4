import { useEffect, useRef, useState } from 'preact/hooks'
import type { Choices } from '../protocol.ts'
import { useConsole } from './console.ts'
import { isChosen, type Step } from './steps.tsx'
import { TextField } from './text-field.tsx'
import { useTexts } from './texts/language.ts'

/** The second step: who keeps access, and what happens to the rest. */
export function Protect({ onGo }: { readonly onGo: (step: Step) => void }) {
  const texts = useTexts()
  const { view, act } = useConsole()
  const [choices, setChoices] = useState(view.choices)
  const [complaint, setComplaint] = useState('')
  const [isSending, setSending] = useState(false)
  const latest = useRef(choices)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const send = (): Promise<boolean> => {
    clearTimeout(timer.current)
    const { understood: _, ...given } = latest.current
    return act('protect', given)
  }
  const change = (part: Partial<Choices>, after = 0): void => {
    latest.current = { ...latest.current, ...part }
    setChoices(latest.current)
    setComplaint('')
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void send(), after)
  }
  const next = async (): Promise<void> => {
    if (isSending) return
    const missing = missingIn(latest.current)
    if (missing !== undefined) return setComplaint(texts.protect.need[missing])
    setSending(true)
    const isTaken = (await send()) && (await act('preview', {}))
    setSending(false)
    if (isTaken) onGo('review')
  }
  const callers = [...new Set(view.connections.flatMap(({ caller }) => (caller === undefined ? [] : [caller])))]
  const { understood } = view.choices
  const { rest, assets } = choices
  const to = typeof assets === 'object' ? assets.transferTo : undefined
  return (
    <>
      <h1 tabIndex={-1}>{texts.protect.title}</h1>
      <p class="lead">{texts.protect.lead}</p>
      <fieldset class="panel">
        <legend>{texts.protect.who}</legend>
        <Choice
          name="who"
          label={texts.protect.these}
          isChosen={!choices.onlyMe}
          onChoose={() => change({ onlyMe: false })}
        />
        <div class="under">
          <TextField
            label={texts.protect.list}
            hint={texts.protect.listHint}
            value={choices.text}
            rows={7}
            isDisabled={choices.onlyMe}
            onText={(text) => change({ text }, 400)}
            onPasted={(text) => change({ text })}
          />
          <div class="understood" role="status">
            {understood !== undefined && view.choices.text.trim() !== '' && !choices.onlyMe && (
              <>
                <p>{texts.protect.understood(understood.entries)}</p>
                {understood.not.length > 0 && (
                  <div class="warn">
                    <p>{texts.protect.notUnderstood(understood.not.length)}</p>
                    <ul>
                      {understood.not.slice(0, 5).map((line) => (
                        <li key={line}>{line}</li>
                      ))}
                      {understood.not.length > 5 && <li>…</li>}
                    </ul>
                  </div>
                )}
              </>
            )}
          </div>
          <label class="choice">
            <input
              type="checkbox"
              checked={choices.admins}
              disabled={choices.onlyMe}
              onChange={(event) => change({ admins: event.currentTarget.checked })}
            />
            <span>{texts.protect.admins}</span>
          </label>
        </div>
        <Choice
          name="who"
          label={texts.protect.onlyMe}
          hint={texts.protect.onlyMeHint(callers.length === 1 ? (callers[0] ?? '') : '')}
          isChosen={choices.onlyMe}
          onChoose={() => change({ onlyMe: true })}
        />
        <p class="hint">{texts.protect.me}</p>
        {view.configured !== undefined && (
          <p class="hint">{texts.protect.configured(view.configured.entries, view.configured.file)}</p>
        )}
      </fieldset>
      <fieldset class="panel">
        <legend>{texts.protect.rest}</legend>
        <Choice
          name="rest"
          label={texts.protect.suspend}
          hint={texts.protect.suspendHint}
          isChosen={rest === 'suspend'}
          onChoose={() => change({ rest: 'suspend' })}
        />
        <Choice
          name="rest"
          label={texts.protect.later}
          hint={texts.protect.laterHint}
          isChosen={rest === 'suspend-then-remove'}
          onChoose={() => change({ rest: 'suspend-then-remove' })}
        />
        {rest === 'suspend-then-remove' && (
          <label class="under narrow">
            {texts.protect.day}
            <input
              type="date"
              value={choices.removeOn ?? ''}
              onInput={(event) => change({ removeOn: event.currentTarget.value || undefined })}
            />
          </label>
        )}
        <Choice
          name="rest"
          label={texts.protect.remove}
          hint={texts.protect.removeHint}
          isChosen={rest === 'remove'}
          onChoose={() => change({ rest: 'remove' })}
        />
      </fieldset>
      {rest !== 'suspend' && (
        <fieldset class="panel">
          <legend>{texts.protect.assets}</legend>
          <p class="hint">{texts.protect.assetsHint}</p>
          <Choice
            name="assets"
            label={texts.protect.transfer}
            isChosen={to !== undefined}
            onChoose={() => change({ assets: { transferTo: callers.length === 1 ? (callers[0] ?? '') : '' } })}
          />
          {to !== undefined && (
            <label class="under narrow">
              {texts.protect.transferTo}
              <input
                type="email"
                autocomplete="off"
                value={to}
                onInput={(event) => change({ assets: { transferTo: event.currentTarget.value } }, 400)}
              />
            </label>
          )}
          <Choice
            name="assets"
            label={texts.protect.leave}
            hint={texts.protect.leaveHint}
            isChosen={assets === 'leave'}
            onChoose={() => change({ assets: 'leave' })}
          />
        </fieldset>
      )}
      <div class="bar">
        <p role="alert" class="warn">
          {complaint}
        </p>
        <button type="button" onClick={() => onGo('connect')}>
          {texts.protect.back}
        </button>
        <button type="button" class="primary" aria-disabled={isSending} onClick={() => void next()}>
          {texts.protect.next}
        </button>
      </div>
    </>
  )
}

function Choice({
  name,
  label,
  hint,
  isChosen: isOn,
  onChoose,
}: {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly isChosen: boolean
  readonly onChoose: () => void
}) {
  return (
    <label class="choice">
      <input type="radio" name={name} checked={isOn} onChange={onChoose} />
      <span>
        {label}
        {hint !== undefined && <span class="hint">{hint}</span>}
      </span>
    </label>
  )
}

function missingIn(choices: Choices): 'people' | 'day' | 'assets' | 'to' | undefined {
  if (!isChosen(choices)) return 'people'
  if (choices.rest === 'suspend') return undefined
  const day = choices.removeOn === undefined ? Number.NaN : new Date(`${choices.removeOn}T00:00`).getTime()
  if (choices.rest === 'suspend-then-remove' && !(day > Date.now())) return 'day'
  if (choices.assets === undefined) return 'assets'
  if (typeof choices.assets === 'object' && !choices.assets.transferTo.includes('@')) return 'to'
  return undefined
}
