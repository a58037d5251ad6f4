import { fileURLToPath } from 'node:url'
import { build } from 'vite'

/** Builds the page, as it is packed, before its tests. */
export default async function setup(): Promise<void> {
  const root = fileURLToPath(new URL('..', import.meta.url))
  await build({ configFile: `${root}/vite.console.ts`, logLevel: 'warn' })
}
