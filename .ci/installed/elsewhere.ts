import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { tools } from '../tools.ts'
import { built } from './compilers.ts'
import { installedAt } from './contents.ts'
import { run } from './project.ts'

/** Where reading has to work as well. */
export type Runtime = 'Deno' | 'workerd' | 'a browser'

const wanted = 'Data Platform: 12 people, 12 to remove, spring-class: 9 people, 8 to remove'

type HoustonTesting = typeof import('../../packages/houston-client/src/testing/index.ts')
type AacTesting = typeof import('../../packages/aac-client/src/testing/index.ts')

async function testing(project: string, name: string): Promise<unknown> {
  const file = join(installedAt(project, name), 'dist', 'testing', 'index.js')
  return (await import(pathToFileURL(file).href)) as unknown
}

const bin = (name: string): string => join(tools, 'node_modules', '.bin', name)
const bundled = async (project: string, entry: string, ...words: readonly string[]): Promise<string> => {
  const file = join(project, `${entry}.bundle.js`)
  await run(project, [bin('esbuild'), `${entry}.ts`, '--bundle', '--format=esm', `--outfile=${file}`, ...words])
  return file
}

const programs: Readonly<Record<Runtime, (project: string, places: string) => Promise<string>>> = {
  Deno: (project, places) =>
    run(project, [
      join(tools, 'node_modules', `deno-${process.arch}`, 'deno'),
      'run',
      '--no-prompt',
      '--no-lock',
      '--no-remote',
      '--cached-only',
      '--node-modules-dir=manual',
      '--allow-net=127.0.0.1',
      join(built('5', 'nodenext'), 'deno.js'),
      places,
    ]),
  workerd: async (project, places) => {
    const file = await bundled(project, 'worker', '--platform=neutral', '--conditions=workerd,worker,browser')
    return run(project, ['node', join(tools, 'workerd.js'), file, places])
  },
  'a browser': async (project, places) => {
    const file = await bundled(project, 'page', '--platform=browser')
    return run(project, ['node', join(tools, 'browser.js'), file, places])
  },
}

/** Reads and plans from both systems in a runtime. Throws where it does not find who is there. */
export async function readIn(project: string, runtime: Runtime): Promise<void> {
  const { startFakeHouston } = (await testing(project, '@user-admin/houston-client')) as HoustonTesting
  const { startFakeAac } = (await testing(project, '@user-admin/aac-client')) as AacTesting
  await using houston = await startFakeHouston({ seed: { workspaces: ['Data Platform'], users: 12 } })
  await using aac = await startFakeAac({ seed: { workspaces: [{ id: 41877, name: 'spring-class' }], people: 9 } })
  const places = {
    houston: { url: houston.url, token: houston.token },
    aac: { hosts: aac.hosts, token: aac.tokens().accessToken },
  }
  const said = (await programs[runtime](project, JSON.stringify(places))).trim()
  if (said !== wanted) throw new Error(`${runtime} reads "${said}", and not "${wanted}"`)
}
