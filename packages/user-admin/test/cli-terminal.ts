import { spawn } from 'node:child_process'
import { environmentIn, processOf, type Scene } from './cli-scene.ts'

/** How one command line ended at a terminal. */
export interface AtTerminal {
  readonly code: number
  /** Everything that was shown, of stdout and stderr, as the terminal got it. */
  readonly screen: string
}

// A terminal of its own for the program, with what is typed once a question is shown.
const python = `
import json, os, pty, sys
spec = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.chdir(spec['cwd'])
    os.execvpe(spec['words'][0], spec['words'], spec['env'])
import fcntl, struct, termios
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 50, 160, 0, 0))
waiting, seen = list(spec['typed']), ''
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    sys.stdout.buffer.write(piece)
    seen += piece.decode('utf8', 'replace')
    if waiting and waiting[0][0] in seen:
        seen = ''
        os.write(terminal, waiting.pop(0)[1].encode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) & 255)
`

/**
 * Runs `user-admin` at a terminal of its own, which python3 opens.
 *
 * @param typed What is typed, each once the text before it is shown; an end of line is `\r`.
 */
export function runAtTerminal(
  { folder }: Scene,
  words: readonly string[],
  typed: readonly (readonly [shown: string, text: string])[],
): Promise<AtTerminal> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', ['-c', python], { stdio: ['pipe', 'pipe', 'inherit'] })
    let screen = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? -1, screen }))
    const env = environmentIn(folder, { TERM: 'xterm', NO_COLOR: '1' })
    child.stdin.end(JSON.stringify({ words: processOf(words), cwd: folder, env, typed }))
  })
}
