import { join } from 'node:path'
import { expect, it } from 'vitest'
import { blocksOf, placeOf, printed as printedAs } from './guide.ts'
import { type Ended, type Project, startProject } from './project.ts'
import { pages, root, text } from './shown.ts'

// A page is followed from its first line to its last in an empty folder, both systems being fakes on this machine:
// - a block marked `<!-- examples/docs/PAGE/NAME -->` is saved as NAME; a program that no later line runs is run at once;
// - a block marked `<!-- run -->` is typed, line by line; a line ends as its `# exits with 2` says, else with 0;
//   PLAN_ID stands for the id of the plan that was shown last;
// - a ```text block after what was run is what it printed; `…` stands for what differs from run to run.

/** Programs that are compiled and not run. */
const notRun: Readonly<Record<string, string>> = {
  'examples/docs/active-directory/plan.ts': 'asks a controller: packages/user-admin/test-ad reads a real one',
  'examples/docs/getting-started-houston/practice.ts':
    'stays until it is ended: practice.test.ts follows the page with it',
  'examples/docs/getting-started-aac/practice.ts': 'stays until it is ended: practice.test.ts follows the page with it',
}

const followed = pages.filter((page) =>
  blocksOf(text(page)).some(({ marker }) => marker === 'run' || marker?.startsWith('examples/docs/') === true),
)
const nameOf = (marker: string): string => placeOf(marker).file.split('/').at(-1) ?? ''

/** A line of a shell, and the code that it is to end with. */
interface Typed {
  readonly words: readonly string[]
  readonly exit: number
}
const typed = (code: string): readonly Typed[] =>
  code
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('#') && !line.startsWith('export '))
    .flatMap((line) => {
      const [command = '', exit = '0'] = line.split(/ +# exits with /u)
      return command.split(' && ').map((part) => ({
        words: [...part.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? ''),
        exit: Number(exit),
      }))
    })

/** Follows a page, and tells what was not as it says. What cannot be followed any further ends it. */
async function follow(page: string, project: Project): Promise<readonly string[]> {
  const blocks = blocksOf(text(page))
  const laterRun = (name: string, from: number): boolean =>
    blocks
      .slice(from)
      .some(({ marker, code }) => marker === 'run' && typed(code).some(({ words }) => words.includes(name)))
  let planId = 'PLAN_ID'
  const run = async (words: readonly string[]): Promise<Ended> => {
    const ended = await project.run(words.map((word) => word.replace('PLAN_ID', planId)))
    planId = /Plan id ([0-9a-f]{64})/u.exec(ended.out)?.[1] ?? planId
    return ended
  }
  const problems: string[] = []
  let printed: string | undefined
  for (const [index, { language, code, marker = '', line }] of blocks.entries()) {
    const lines: Typed[] = []
    if (marker === 'run') lines.push(...typed(code))
    else if (marker.startsWith('examples/docs/')) {
      const { file } = placeOf(marker)
      await project.write(nameOf(marker), text(file))
      if (language === 'ts' && !(file in notRun) && !laterRun(nameOf(marker), index))
        lines.push({ words: ['node', join(root, file)], exit: 0 })
    } else if (language === 'text' && printed !== undefined && !printedAs(code).test(printed)) {
      problems.push(`${page}:${line} is not what was printed:\n${printed}`)
    }
    if (lines.length > 0) printed = ''
    for (const { words, exit } of lines) {
      const { code: ended, out } = await run(words)
      printed += out
      if (ended !== exit)
        return [...problems, `${page}:${line}: ${words.join(' ')} ended with ${ended}, not ${exit}:\n${out}`]
    }
  }
  return problems
}

it.each(followed)('%s can be followed word for word', async (page) => {
  await using project = await startProject()
  expect(await follow(page, project)).toEqual([])
})
