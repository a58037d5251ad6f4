import { styleText } from 'node:util'

/** The process as a command sees it. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Aborted when the process is told to end. */
  readonly signal: AbortSignal
}

/** What text can be made to stand out by; without colours it is the text as it is. */
export interface Paint {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly warn: (text: string) => string
  readonly bad: (text: string) => string
}

/** Letters in a line: of the terminal, or 100 where there is none. */
export const columnsOf = (stream: NodeJS.WriteStream): number =>
  stream.isTTY ? Math.max(40, stream.columns || 80) : 100

/**
 * Whether a stream is written to in colours: `--no-color` before `FORCE_COLOR` before `NO_COLOR`, and otherwise where it
 * is a terminal that has some.
 */
export function hasColours(stream: NodeJS.WriteStream, env: World['env'], isRefused: boolean): boolean {
  if (isRefused) return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false
  return stream.isTTY
}

/** How a stream's text is painted. */
export function paintOf(isColoured: boolean): Paint {
  const as = (style: Parameters<typeof styleText>[0]) => (text: string) =>
    isColoured ? styleText(style, text, { validateStream: false }) : text
  return { bold: as('bold'), dim: as('dim'), warn: as('yellow'), bad: as('red') }
}
