import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { usualFolder } from '../../state/open.ts'
import { stateFolder } from '../config/config.ts'
import type { Context } from '../context.ts'
import { modeOf } from './credential.ts'
import { bad, type Finding, note, type StateReport } from './report.ts'

/** File systems of other hosts, by the number that Linux has for them (statfs(2)). */
const networks: ReadonlyMap<number, string> = new Map([
  [0x6969, 'nfs'],
  [0x517b, 'smb'],
  [0xff534d42, 'cifs'],
  [0xfe534d42, 'smb2'],
  [0x01021997, '9p'],
  [0x5346414f, 'afs'],
  [0x00c36400, 'ceph'],
  [0x01161970, 'gfs2'],
  [0x0bd00bd0, 'lustre'],
  [0x47504653, 'gpfs'],
  [0x7461636f, 'ocfs2'],
  [0x65735546, 'fuse'],
])

/** Where the state is, and whether it is safe there. Nothing is made. */
export async function stateOf(context: Pick<Context, 'options' | 'cwd' | 'env' | 'config'>): Promise<StateReport> {
  const { options, cwd, env, config } = context
  const folder = (await stateFolder(options.state, { cwd, env, config })) ?? usualFolder(process.platform, env)
  const findings: Finding[] = []
  const configured = (await config()).state
  if (options.state === undefined && configured !== undefined && (env['USER_ADMIN_STATE'] ?? '') !== '')
    findings.push(note('USER_ADMIN_STATE is set, and wins over the state of the configuration.'))

  const there = await stat(folder).catch(() => undefined)
  const isMade = (await stat(join(folder, 'state.db')).catch(() => undefined)) !== undefined
  if (!isMade) findings.push(note(`There is no state in ${folder} yet: user-admin init`))
  const fileSystem = await fileSystemOf(there === undefined ? undefined : folder)
  if (fileSystem !== null && fileSystem !== 'local')
    findings.push(
      bad(
        `The state is on a network file system (${fileSystem}), where two runs do not exclude each other and a database gets damaged: put it on a disk of this host.`,
      ),
    )
  const hasRights = there !== undefined && process.platform !== 'win32'
  if (hasRights && (there.mode & 0o077) !== 0)
    findings.push(
      bad(
        `Others can read who has access, or change it, in ${folder} (mode ${modeOf(there.mode)}): chmod 700 ${folder}`,
      ),
    )
  if (hasRights && there.uid !== process.getuid?.())
    findings.push(bad(`${folder} belongs to another account: run as that one, or use a folder of your own.`))
  return { folder, exists: isMade, mode: hasRights ? modeOf(there.mode) : null, fileSystem, findings }
}

async function fileSystemOf(folder: string | undefined): Promise<string | null> {
  if (folder === undefined) return null
  if (process.platform === 'win32') return folder.startsWith('\\\\') ? 'smb' : 'local'
  if (process.platform !== 'linux') return null
  const found = await statfs(folder).catch(() => undefined)
  // Some are told as a negative number.
  return found === undefined ? null : (networks.get(found.type >>> 0) ?? 'local')
}
