import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// What is still ending in the folder may write into it once more.
const keeper = `while [ -e "$0" ] && kill -0 "$1" 2>/dev/null; do sleep 1; done
while [ -e "$0" ]; do rm -rf "$0"; sleep 1; done`

/** A new temporary folder, which is removed some seconds after this process at the latest, however that ends. */
export async function temporaryFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), name))
  // A group of its own: what ends a whole run at the terminal leaves it alone.
  spawn('sh', ['-c', keeper, folder, String(process.pid)], { detached: true, stdio: 'ignore' }).unref()
  return folder
}
