// The single executable, for computers without Node. Opened as a file it is the console; with words it is the whole
// program. `.ci/executable.ts` makes it of a CommonJS bundle, which can await nothing at its top.
import { createInterface } from 'node:readline'
import manifest from '../../package.json' with { type: 'json' }
import { carried } from './carried.ts'
import { exits } from './exit.ts'
import { started } from './started.ts'

const words = process.argv.slice(2)

const welcome = `This is the console of user-admin ${manifest.version}. It opens in your browser; if it does not, open the link below.
Keep this window open while you work: closing it ends the console, which forgets every token.
`

async function opened(): Promise<void> {
  process.stderr.write(`${welcome}\n`)
  // A window that is closed hangs up, and a run is still brought to where it can be gone on with.
  const exit = await started(['console', '--open'], ['SIGINT', 'SIGTERM', 'SIGHUP'])
  if (exit === exits.ok) process.stderr.write('The console has ended. This window can be closed.\n')
  // The window would be gone, and with it what went wrong.
  else if (process.platform === 'win32' && process.stdin.isTTY) await closedByHand()
}

function closedByHand(): Promise<void> {
  process.stderr.write('Press Enter to close this window.\n')
  const lines = createInterface({ input: process.stdin })
  return new Promise((resolve) => {
    lines.once('line', () => lines.close())
    lines.once('close', resolve)
  })
}

if (words.length === 0) void opened()
else if (words.length === 1 && words[0] === '--licences') process.stdout.write(carried()?.get('licences.txt') ?? '')
else void started(words)
