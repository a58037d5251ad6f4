// A file that people write stays under 300 lines, or says at its head why not: what is longer is seldom one idea.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './published.ts'

const most = 300
const reason = /^(\/\/|\/\*|#) Longer than other files: \S/
const written = /\.(ts|tsx|js|mjs|css|graphql|sh)$/
const generated = /(^|\/)generated\.ts$|^packages\/houston-client\/schema\.graphql$/

const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
  .split('\0')
  .filter((file) => written.test(file) && !generated.test(file))

let long = 0
for (const file of files) {
  const lines = readFileSync(join(root, file), 'utf8').split('\n')
  // A file that ends as files do has an empty piece after its last line.
  if (lines.length - 1 <= most || reason.test(lines[0] ?? '')) continue
  long += 1
  console.log(`${file}: ${lines.length - 1} lines, and no reason in its first line ("// Longer than other files: …")`)
}
console.log(long === 0 ? `${files.length} files` : `${long} of ${files.length} files are too long`)
process.exitCode = long === 0 ? 0 : 1
