import { useState } from 'preact/hooks'
import type { Run } from '../protocol.ts'
import { useConsole } from './console.ts'
import { Finished } from './finished.tsx'
import { useFirstFocus } from './first-focus.ts'
import { RunWorkspaces } from './run-workspaces.tsx'
import type { Step } from './steps.tsx'
import { useTexts } from './texts/language.ts'

/** Whether nothing more will happen by itself, nor by a token. */
export const isOver = ({ state }: Run): boolean => state === 'done' || state === 'stopped' || state === 'failed'

/** A run under way, or over. */
export function RunView({ run, onGo }: { readonly run: Run; readonly onGo: (step: Step) => void }) {
  const texts = useTexts()
  const { act } = useConsole()
  const [isStopping, setStopping] = useState(false)
  const keepRunning = useFirstFocus<HTMLButtonElement>(isStopping)
  const { state, finished, total, left } = run
  if (isOver(run)) return <Finished run={run} onGo={onGo} />
  const isPaused = state === 'paused'
  const mayPause = state === 'running' || state === 'waiting-for-token'
  return (
    <>
      <h1 tabIndex={-1}>{texts.run.title[run.kind ?? 'choices']}</h1>
      <section class="panel run" aria-label={texts.run.state.running}>
        <p class="run-figures">
          <strong>{texts.run.progress(finished, total)}</strong>
          <span>{left !== undefined && state === 'running' && texts.run.left(left)}</span>
        </p>
        <progress aria-label={texts.run.progress(finished, total)} max={Math.max(1, total)} value={finished} />
        <p role="status" class={state === 'running' ? 'hint' : 'warn'}>
          {texts.run.state[state]}
        </p>
        <div class="actions">
          {/* One button, which is there all the time: it keeps the focus. */}
          <button
            type="button"
            class={isPaused ? 'primary' : ''}
            aria-disabled={!mayPause && !isPaused}
            onClick={() => {
              if (isPaused) void act('goOn', {})
              else if (mayPause) void act('pause', {})
            }}
          >
            {isPaused ? texts.run.goOn : texts.run.pause}
          </button>
          {!isStopping && (
            <button type="button" disabled={state === 'stopping'} onClick={() => setStopping(true)}>
              {texts.run.stop}
            </button>
          )}
        </div>
        {isStopping && state !== 'stopping' && (
          <section class="note" role="alertdialog" aria-labelledby="stop-ask" aria-describedby="stop-text">
            <p id="stop-ask">
              <strong>{texts.run.stopAsk}</strong>
            </p>
            <p id="stop-text">{texts.run.stopText}</p>
            <div class="actions">
              <button type="button" class="danger" onClick={() => void act('stop', {})}>
                {texts.run.stopYes}
              </button>
              <button type="button" ref={keepRunning} onClick={() => setStopping(false)}>
                {texts.run.stopNo}
              </button>
            </div>
          </section>
        )}
        <p class="hint">{texts.run.mayLeave}</p>
      </section>
      <RunWorkspaces run={run} />
    </>
  )
}
