import type { ServerResponse } from 'node:http'
import { strict } from './answering.ts'
import type { Session } from './session.ts'

/** Milliseconds between two lines at least: a run changes something more often than anybody can see. */
const pause = 200

/** Sends everything that the page shows, a line of JSON, now and after each change, until the page goes. */
export function watching(session: Session, response: ServerResponse): void {
  response.writeHead(200, { ...strict, 'content-type': 'application/x-ndjson; charset=utf-8' })
  let timer: ReturnType<typeof setTimeout> | undefined
  let last = 0
  const send = (): void => {
    timer = undefined
    // Whoever does not read as fast is told less often.
    if (response.writableNeedDrain) {
      response.once('drain', changed)
      return
    }
    last = Date.now()
    response.write(`${JSON.stringify(session.view())}\n`)
  }
  const changed = (): void => {
    timer ??= setTimeout(send, Math.max(0, last + pause - Date.now()))
  }
  const stop = session.onChange(changed)
  response.once('close', () => {
    stop()
    clearTimeout(timer)
  })
  send()
}
