import type { Choices, View } from '../protocol.ts'
import { useTexts } from './texts/language.ts'

/** Where the person is. */
export type Step = 'connect' | 'protect' | 'review'

const steps: readonly Step[] = ['connect', 'protect', 'review']

/** Whether the choices say who keeps access. */
export const isChosen = (choices: Choices): boolean => choices.onlyMe || choices.admins || choices.text.trim() !== ''

/** The three steps, and which of them is shown. Each can be gone back to. */
export function Steps({
  shown,
  view,
  onGo,
}: {
  readonly shown: Step
  readonly view: View
  readonly onGo: (step: Step) => void
}) {
  const texts = useTexts()
  const isReady = view.connections.some(({ state }) => state === 'ready')
  const isDone: Record<Step, boolean> = {
    connect: isReady,
    protect: isReady && isChosen(view.choices) && view.preview !== undefined,
    review: view.run?.state === 'done',
  }
  return (
    <nav class="steps" aria-label={texts.steps.label}>
      <ol>
        {steps.map((step, index) => (
          <li key={step}>
            <button
              type="button"
              aria-current={step === shown ? 'step' : undefined}
              class={isDone[step] ? 'finished' : ''}
              onClick={() => onGo(step)}
            >
              <span class="step-number" aria-hidden="true">
                {isDone[step] && step !== shown ? '✓' : index + 1}
              </span>
              <span class="step-name">{texts.steps[step]}</span>
              {isDone[step] && <span class="unseen">({texts.steps.done})</span>}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
