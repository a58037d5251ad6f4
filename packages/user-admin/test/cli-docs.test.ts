import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { commands } from '../src/cli/commands.ts'
import { readConfig } from '../src/cli/config/config.ts'
import type { ConfigForm, TargetForm } from '../src/cli/config/form.ts'
import { exits } from '../src/cli/exit.ts'
import { type Scene, startScene } from './cli-scene.ts'

const page = await readFile(new URL('../docs/command-line.md', import.meta.url), 'utf8')
const blocks = (language: string): readonly string[] =>
  [...page.matchAll(/^```(\w+)\n(.*?)^```$/gmsu)].flatMap(([, of, text]) => (of === language ? [text ?? ''] : []))

/** Words as a shell takes them. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/"([^"]*)"|(\S+)/gu)].map(([, quoted, bare]) => quoted ?? bare ?? '')
const lines = blocks('sh').flatMap((block) => block.trim().split('\n'))

/** The configuration of the page, at these addresses. */
const placed = (config: ConfigForm, hosts: object, url: string): ConfigForm => ({
  ...config,
  targets: Object.fromEntries(
    Object.entries(config.targets).map(([name, target]): [string, TargetForm] => {
      if (target.system === 'houston') return [name, { ...target, url }]
      const { region: _region, ...rest } = target
      return [name, { ...rest, hosts } as TargetForm]
    }),
  ),
})

async function filesIn(scene: Scene): Promise<void> {
  await scene.file('staff.csv', 'email\nhead@example.edu\nme@example.edu\nana@example.edu\ncy@example.edu\n')
  await scene.file(
    'roster.csv',
    'email,role,workspace\nana@example.edu,Workspace Viewer,Class 1\nli@example.edu,Workspace Editor,Class 2\n',
  )
  const rows = [
    ['1', 'head@example.edu', 'Active', 'Everybody'],
    ['2', 'me@example.edu', 'Active', 'Everybody'],
    ['3', 'ana@example.edu', 'On leave', 'Engineering|Everybody'],
    ['4', 'cy@example.edu', 'Terminated', ''],
  ]
  await scene.file(
    'hr.csv',
    ['Employee ID,Work mail,Status,Teams', ...rows.map((row) => row.join(',')), ''].join('\r\n'),
  )
  await scene.file('robots.json', JSON.stringify([{ email: 'robot@example.edu' }]))
}

it('every command line of the page does what the page says, in its order', async () => {
  await using aac = await startFakeAac({
    seed: {
      workspaces: [
        {
          name: 'spring-class',
          people: [
            { email: 'me@example.edu', isAdmin: true },
            { email: 'head@example.edu', isAdmin: true },
            { email: 'ana@example.edu' },
            { email: 'cy@example.edu' },
            ...Array.from({ length: 8 }, (_, index) => ({ email: `student${index + 1}@example.edu` })),
          ],
        },
      ],
    },
  })
  await using houston = await startFakeHouston({
    seed: {
      workspaces: [{ label: 'Class 1' }, { label: 'Class 2' }],
      users: ['head', 'me', 'ana'].map((name) => ({
        username: `${name}@example.edu`,
        roleBindings: ['Class 1', 'Class 2'].map((workspace) => ({
          role: name === 'ana' ? 'WORKSPACE_VIEWER' : 'WORKSPACE_ADMIN',
          workspace,
        })),
      })),
    },
  })
  await using scene = await startScene()
  const [yaml = ''] = blocks('yaml')
  const file = await scene.file('user-admin.yaml', yaml)
  expect(Object.keys((await readConfig(file)).targets)).toEqual(['spring', 'classes'])
  await rm(file)
  await scene.configure(placed(parse(yaml) as ConfigForm, aac.hosts, houston.url))
  await scene.file('creds.json', JSON.stringify(aac.creds({ person: 'me@example.edu' })))
  await scene.file('token.txt', `${houston.token}\n`)
  await filesIn(scene)

  const ended: string[] = []
  let run = ''
  for (const line of lines) {
    const [typed = '', exit = '0'] = line.split(' # exits with ')
    const id = await readFile(join(scene.folder, 'plan.json'), 'utf8').then(
      (text) => (JSON.parse(text) as { readonly id: string }).id,
      () => '',
    )
    const [npx, program, ...words] = wordsOf(typed.replaceAll('3f9a2c11', id).replaceAll('5b7f0c1e', run))
    expect([npx, program]).toEqual(['npx', 'user-admin'])
    const { code, stdout, stderr } = await scene.run(words)
    if (code !== Number(exit)) ended.push(`${typed}: ${code}, not ${exit}\n${stdout}${stderr}`)
    if (words[0] === 'apply' && run === '') {
      const { stdout: journal } = await scene.run(['audit', 'export'])
      run = /"run":"([0-9a-f-]{8})/u.exec(journal)?.[1] ?? ''
    }
  }
  expect(ended).toEqual([])
}, 300_000)

it('the page has every command, and every exit code', () => {
  for (const { name } of commands) expect(page).toMatch(new RegExp(`\`[^\`\n]*\\b${name}\\b[^\`\n]*\``, 'u'))
  for (const code of Object.values(exits)) expect(page).toContain(`\n| ${code} |`)
})
