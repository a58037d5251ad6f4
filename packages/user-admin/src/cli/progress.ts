import type { Progress } from '../apply/apply.ts'

/** Shows how far something is. */
export interface ProgressBar {
  /** How much there will be; once more where it turns out to be more. */
  start(total: number): void
  /** So many are finished; `what` is under way or was just done. `left`: milliseconds, where it is known better than by the pace so far. */
  update(finished: number, what?: string, left?: number): void
  /** Takes it away. Again does no harm. */
  stop(): void
}

/** Tells a bar of a run: what `applyPlan` takes as `onProgress`. */
export const showing =
  (bar: ProgressBar): ((progress: Progress) => void) =>
  (progress) => {
    bar.start(progress.total)
    const what = progress.kind === 'step' ? progress.step.what : `reading ${progress.scope} again`
    bar.update(progress.finished, what, progress.left)
  }

/** A bar with the time that is left on a terminal, and a plain line a step elsewhere; nothing where it is to be quiet. */
export function progressOn(stream: NodeJS.WriteStream, title: string, isQuiet: boolean): ProgressBar {
  if (isQuiet) return { start: () => undefined, update: () => undefined, stop: () => undefined }
  return stream.isTTY ? drawn(stream, title) : lines(stream, title)
}

/** Loaded when it is first shown: most commands are over before. */
function drawn(stream: NodeJS.WriteStream, title: string): ProgressBar {
  let [total, finished, what, left] = [0, 0, '', undefined as number | undefined]
  let bar: { update(value: number, payload: object): void; setTotal(total: number): void; stop(): void } | undefined
  let isOver = false
  let isLoading = false
  const load = async (): Promise<void> => {
    const { default: progress } = await import('cli-progress')
    if (isOver) return
    const made = new progress.SingleBar({
      stream,
      format: `${title}  {bar}  {value}/{total}  {left}{what}`,
      barsize: 24,
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
      // A line that is wider than the terminal could not be taken away again.
      linewrap: false,
    })
    made.start(total, finished, shownOf(what, left))
    bar = made
  }
  return {
    start: (count) => {
      total = count
      bar?.setTotal(count)
      if (isLoading) return
      isLoading = true
      void load()
    },
    update: (count, now = '', remaining) => {
      ;[finished, what, left] = [count, now, remaining]
      bar?.update(count, shownOf(now, remaining))
    },
    stop: () => {
      isOver = true
      bar?.stop()
      bar = undefined
    },
  }
}

const shownOf = (what: string, left: number | undefined): { readonly what: string; readonly left: string } => ({
  what: what.slice(0, 60),
  left: left === undefined ? '' : `${timeOf(left)} left  `,
})

/** `40 s`, `3 min`, `1 h 20 min`. */
function timeOf(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function lines(stream: NodeJS.WriteStream, title: string): ProgressBar {
  let total = 0
  return {
    start: (count) => {
      total = count
    },
    update: (finished, what = '') => {
      stream.write(`${title}  ${finished}/${total}${what === '' ? '' : `  ${what}`}\n`)
    },
    stop: () => undefined,
  }
}
