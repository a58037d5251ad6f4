import type { Page } from 'playwright-core'
import type { Browser } from './browser.ts'

declare global {
  interface Window {
    /** Milliseconds of each task over 50. */
    tasks: number[]
  }
}

/** Lets every page of a browser write down its long tasks, before any script of its own. */
export const noteTasks = async ({ context }: Browser): Promise<void> =>
  void (await context.addInitScript(() => {
    window.tasks = []
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.tasks.push(Math.round(duration))
    }).observe({ type: 'longtask', buffered: true })
  }))

/** The long tasks since the last time, in milliseconds. */
export const longTasks = (page: Page): Promise<readonly number[]> =>
  page.evaluate(async () => {
    // What is over is told of a moment later.
    await new Promise((resolve) => setTimeout(resolve, 100))
    const tasks = window.tasks
    window.tasks = []
    return tasks
  })
