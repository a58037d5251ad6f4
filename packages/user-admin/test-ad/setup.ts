import { rm } from 'node:fs/promises'
import { provision, shared } from './domain.ts'

/** Makes the domain once for all files of a run. A machine without Samba fails here, and says what to install. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await provision()
  process.env[shared] = folder
  return () => rm(folder, { recursive: true, force: true })
}
