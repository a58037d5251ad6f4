// Before a release: writes into each package where it is from, as the workflow that publishes it knows. The registry
// compares it with the provenance, and refuses a package that says something else or nothing.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { published } from './published.ts'

const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: name } = process.env
if (server === undefined || name === undefined) {
  throw new Error('GITHUB_SERVER_URL and GITHUB_REPOSITORY are not set: releases are made by the workflow alone.')
}
for (const { dir, folder } of published) {
  const file = join(dir, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as object
  const from = {
    homepage: `${server}/${name}/tree/main/packages/${folder}#readme`,
    bugs: `${server}/${name}/issues`,
    repository: { type: 'git', url: `git+${server}/${name}.git`, directory: `packages/${folder}` },
  }
  writeFileSync(file, `${JSON.stringify({ ...manifest, ...from }, undefined, 2)}\n`)
}
