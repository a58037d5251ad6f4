import type { ChildProcess } from 'node:child_process'

/** How a program ended, and what it wrote. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Waits for a program that was started. Rejects where it could not be. */
export function endOf(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.setEncoding('utf8').on('data', (text: string) => {
        said[name] += text
      })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, ...said }))
  })
}
