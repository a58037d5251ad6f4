// Runs in a package's folder after tsup. Comments of the sources say by `facts §…` where something is known from: notes
// that are in no tarball. Whoever reads the declarations of an installed package would look for them in vain.
import { globSync, readFileSync, writeFileSync } from 'node:fs'

// White space, a comment's line breaks included.
const gap = String.raw`(?:\s+\*(?=\s))*\s+`
const where = String.raw`facts §[§\d., –]*\d`

for (const file of globSync('dist/**/*.d.ts')) {
  const text = readFileSync(file, 'utf8')
    .replaceAll(new RegExp(String.raw`${gap}\(${where}\)`, 'g'), '')
    .replaceAll(new RegExp(String.raw`${gap}Source: ${where}\.`, 'g'), '')
    .replaceAll(new RegExp(String.raw`\(${where}[;:] `, 'g'), '(')
    .replaceAll(new RegExp(`${gap}${where}`, 'g'), '')
  writeFileSync(file, text)
}
