// Draws what the program prints into the picture of README.md: a class is planned and carried out against a fake.
//
//   node --conditions=source .ci/picture.ts
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { startFakeAac } from '../packages/aac-client/src/testing/index.ts'
import { startScene } from '../packages/user-admin/test/cli-scene.ts'
import { root } from './published.ts'

const staff = ['me', 'head', 'ta'].map((name, place) => ({ email: `${name}@example.edu`, isAdmin: place < 2 }))
const students = ['ana', 'ben', 'carla', 'david', 'emma', 'felix', 'greta', 'hugo', 'iris'].map((name, place) => ({
  email: `${name}@example.edu`,
  status: place === 3 ? ('invited' as const) : ('active' as const),
  assets: place % 4,
}))
await using fake = await startFakeAac({
  seed: { workspaces: [{ id: 41877, name: 'spring-class' }], people: [...staff, ...students] },
})
await using scene = await startScene()
await scene.configure({
  targets: { spring: { ...(await scene.aac(fake)), assets: { transferTo: 'head@example.edu' } } },
})
await scene.file('staff.csv', `email\n${staff.map(({ email }) => email).join('\n')}\n`)

const printed: string[] = []
/** Shows a command and what it printed, but for what stands there `before` the part that counts. */
async function type(line: string, before = ''): Promise<string> {
  const { stdout, stderr } = await scene.run(line.split(' ').slice(1), { env: { FORCE_COLOR: '1' } })
  const from = stdout.indexOf(before)
  const shown = from > 0 ? `…\n${stdout.slice(from)}` : stdout
  printed.push(`\u001b[32m$\u001b[39m \u001b[1m${line}\u001b[22m`, ...shown.trimEnd().split('\n'), '')
  if (stdout === '') throw new Error(`${line}: ${stderr}`)
  return stdout
}
await scene.run(['init'])
const plan = await type('user-admin plan keep-only --file staff.csv --rows 4 --out plan.json')
const [, id = ''] = /Plan id ([0-9a-f]{8})/u.exec(stripVTControlCharacters(plan)) ?? []
await type(`user-admin apply plan.json --approve ${id} --release rolling,per-run --rows 2`, 'Ended: ')

const at = { left: 20, top: 54, line: 19, letter: 8.43 }
const colours: Readonly<Record<string, string>> = {
  31: '#ff8a80',
  32: '#8bd49c',
  33: '#f0c674',
  34: '#8ab4f8',
  35: '#d7a8f0',
  36: '#7fd4d4',
  90: '#9aa4b2',
}
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll(' ', '&#160;')

function drawn(line: string, row: number): string {
  let style = { fill: '', bold: false, dim: false }
  const [begin = '', ...rest] = line.split('\u001b[')
  const coded = rest.flatMap((part) => [part.slice(0, part.indexOf('m')), part.slice(part.indexOf('m') + 1)])
  const pieces = [begin, ...coded].flatMap((piece, place) => {
    if (place % 2 === 1) {
      if (piece === '0') style = { fill: '', bold: false, dim: false }
      else if (piece === '1') style = { ...style, bold: true }
      else if (piece === '2') style = { ...style, dim: true }
      else if (piece === '22') style = { ...style, bold: false, dim: false }
      else style = { ...style, fill: colours[piece] ?? '' }
      return []
    }
    const shown = [
      style.fill && `fill="${style.fill}"`,
      style.bold && 'font-weight="700"',
      style.dim && 'opacity="0.7"',
    ].filter((part) => part)
    return piece === '' ? [] : [`<tspan${shown.map((part) => ` ${part}`).join('')}>${escaped(piece)}</tspan>`]
  })
  return `<text x="${at.left}" y="${at.top + row * at.line}">${pieces.join('')}</text>`
}

/** What is longer than the picture is wide goes on below, as in a terminal. */
const wrapped = (line: string): readonly string[] => {
  const cut = line.length > 108 && !line.includes('\u001b') ? line.lastIndexOf(' ', 104) : -1
  return cut === -1 ? [line] : [line.slice(0, cut), ...wrapped(`    ${line.slice(cut + 1)}`)]
}
const lines = printed.slice(0, -1).flatMap(wrapped)
const size = { width: 940, height: at.top + lines.length * at.line + 12 }
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" role="img" aria-label="A plan, and what became of it, in a terminal">
<rect width="100%" height="100%" rx="10" fill="#161b22"/>
<g><circle cx="24" cy="22" r="6" fill="#ff5f57"/><circle cx="44" cy="22" r="6" fill="#febc2e"/><circle cx="64" cy="22" r="6" fill="#28c840"/></g>
<g fill="#e6edf3" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace" font-size="14">
${lines.map(drawn).join('\n')}
</g>
</svg>
`
const folder = join(root, 'packages/user-admin/docs/pictures')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'terminal.svg'), svg)
console.log(`${lines.length} lines`)
