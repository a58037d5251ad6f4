import { UsageError } from './usage.ts'

/** What is asked for after a line, of all that was typed so far: nothing more, or another line after these words. */
export type More = (typed: string) => string | undefined

/** Asks the person at the terminal. */
export interface Ask {
  /** Whether there is a terminal to ask at: both stdin and stderr are one. */
  readonly isPossible: boolean
  /** One line, without blanks around it. @throws {UsageError} where there is no terminal: `instead` says what to do then. */
  text(question: string, instead: string): Promise<string>
  /**
   * One line that is not shown, of any length: a terminal by itself cuts lines off after 4,095 letters. Where `more`
   * asks for another, the lines after it too, up to an empty one. Nothing is shown in between either.
   *
   * @throws {UsageError} as `text`.
   */
  secret(question: string, instead: string, more?: More): Promise<string>
}

interface Place {
  readonly stdin: NodeJS.ReadStream
  readonly stderr: NodeJS.WriteStream
  readonly signal: AbortSignal
}

/** Asks on stderr, so that stdout holds the result alone. */
export function askOn({ stdin, stderr, signal }: Place): Ask {
  const isPossible = stdin.isTTY && stderr.isTTY
  const need = (instead: string): void => {
    signal.throwIfAborted()
    if (!isPossible) throw new UsageError(`There is no terminal to ask at. ${instead}`)
  }
  return {
    isPossible,
    text: async (question, instead) => {
      need(instead)
      return (await line({ stdin, stderr, signal }, question)).trim()
    },
    secret: async (question, instead, more) => {
      need(instead)
      return (await hiddenLine({ stdin, stderr, signal }, question, more)).trim()
    },
  }
}

async function line({ stdin, stderr, signal }: Place, question: string): Promise<string> {
  const { createInterface } = await import('node:readline')
  return await new Promise((resolve, reject) => {
    const reader = createInterface({ input: stdin, output: stderr, terminal: true })
    const stop = (): void => reader.close()
    signal.addEventListener('abort', stop, { once: true })
    let answer: string | undefined
    reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    reader.on('close', () => {
      signal.removeEventListener('abort', stop)
      if (signal.aborted) reject(signal.reason)
      else if (answer === undefined) reject(new UsageError('The question was not answered.'))
      else resolve(answer)
    })
    reader.question(question, (text) => {
      answer = text
      reader.close()
    })
  })
}

const [enter, newline, interrupt, end, erase, backspace] = ['\r', '\n', '\u0003', '\u0004', '\u007F', '\b']

/** Without what a terminal puts around pasted text. */
const unwrapped = (text: string): string => text.replaceAll('\u001B[200~', '').replaceAll('\u001B[201~', '')

/** Reads letter by letter, for only then no line is cut and nothing is shown. */
function hiddenLine({ stdin, stderr, signal }: Place, question: string, more: More = () => undefined): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = ''
    const over = (): void => {
      signal.removeEventListener('abort', stop)
      stdin.off('data', read)
      stdin.setRawMode(false)
      stdin.pause()
      stderr.write('\n')
    }
    const stop = (): void => {
      over()
      reject(signal.reason)
    }
    const read = (chunk: Buffer | string): void => {
      // A line that was pasted may end with both.
      for (const letter of unwrapped(chunk.toString()).replaceAll('\r\n', '\r')) {
        if (letter === enter || letter === newline) {
          const next = typed === '' || typed.endsWith('\n') ? undefined : more(typed)
          if (next !== undefined) {
            if (next !== '') stderr.write(`\n${next}`)
            typed += '\n'
            continue
          }
          over()
          resolve(typed)
          return
        }
        if (letter === interrupt) {
          process.kill(process.pid, 'SIGINT')
          return
        }
        if (letter === end) {
          over()
          reject(new UsageError('The question was not answered.'))
          return
        }
        typed = letter === erase || letter === backspace ? typed.slice(0, -1) : typed + letter
      }
    }
    signal.addEventListener('abort', stop, { once: true })
    // Before the question, for some paste as soon as they see it.
    stdin.setRawMode(true)
    stderr.write(question)
    stdin.setEncoding('utf8')
    stdin.on('data', read)
    stdin.resume()
  })
}
