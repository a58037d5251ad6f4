import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from '../built.ts'
import { ended, printed } from '../started.ts'

const fileOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

/** A Python that has `requests`: the machine's own, or one in a folder of this project, made the first time. */
export async function python(): Promise<string> {
  const works = (command: string): Promise<boolean> =>
    printed(command, ['-c', 'import requests']).then(
      () => true,
      () => false,
    )
  if (await works('python3')) return 'python3'
  const folder = join(root, 'node_modules', '.cache', 'user-admin-bench-python')
  const own = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python3')
  if (await works(own)) return own
  try {
    await printed('python3', ['-m', 'venv', folder])
    await printed(own, ['-m', 'pip', 'install', '--quiet', '--requirement', fileOf('requirements.txt')])
  } catch (error) {
    throw new Error(
      'The script that ours is compared with needs Python 3 with venv and pip, and one of them failed: install python3 and python3-venv, or measure the other subjects by name.',
      { cause: error },
    )
  }
  return own
}

/** Runs a script of this folder with JSON on its standard input, and reads JSON from its output. */
export async function script<T>(command: string, name: string, args: readonly string[], given: object): Promise<T> {
  const child = spawn(command, [fileOf(name), ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    signal: ended,
    killSignal: 'SIGKILL',
  })
  child.stdin.end(JSON.stringify(given))
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  if (code !== 0) throw new Error(`${name} ended with ${code}`)
  return JSON.parse(output) as T
}
