import { expect, it } from 'vitest'
import { blocksOf } from './guide.ts'
import { type Ended, type Project, startProject } from './project.ts'
import { text } from './shown.ts'
import { planIn } from './started.ts'

// Both jobs of README.md in a folder in which nothing was: its code as it stands there, saved and run. The other pages are
// followed in docs-run.test.ts, the commands of the examples in readmes.test.ts.

const [houston = '', aac = ''] = blocksOf(text('README.md')).flatMap(({ language, code }) =>
  language === 'ts' ? [code] : [],
)

/** The empty project in which everything is installed. */
async function installed(): Promise<Project> {
  const project = await startProject()
  for (const line of ['npm init -y', 'npm pkg set type=module', 'npm install user-admin'])
    expect((await project.run(line.split(' '))).code).toBe(0)
  return project
}
const run = async (project: Project, ...words: readonly string[]): Promise<Ended> => {
  const ended = await project.run(['node', ...words])
  expect(ended).toMatchObject({ code: 0 })
  return ended
}

it('the lines for Astronomer create, read, change and remove a person', async () => {
  await using project = await installed()
  await project.write('houston.ts', houston)
  const { out } = await run(project, 'houston.ts')
  expect(out).toMatch(/\{ outcome: 'done' \}\n$/u)
  const [id] = project.houston.state.workspaces.flatMap((one) => (one.label === 'Data Platform' ? [one.id] : []))
  expect(project.houston.ledger.entries.map(({ operation }) => operation)).toEqual([
    'workspaceAddUser',
    'workspaceUpsertUserRole',
    'workspaceRemoveUser',
  ])
  expect(project.houston.canEnter('ana@example.edu', { workspace: id })).toBe(false)
}, 180_000)

it('the lines for Alteryx show the plan, change nothing, and then do that very plan', async () => {
  await using project = await installed()
  await project.write('aac.ts', aac)
  const shown = await run(project, 'aac.ts')
  expect([planIn(shown.out).length, project.aac.ledger.entries]).toEqual([64, []])
  const { out } = await run(project, 'aac.ts', planIn(shown.out), 'ana')
  expect(out).toContain('Read again: 0 left')
  const [spring] = project.aac.state
  expect(spring?.people.map(({ email }) => email).toSorted()).toEqual(['me@example.edu', 'ta@example.edu'])
}, 180_000)
