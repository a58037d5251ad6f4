// `pnpm codegen`: writes src/generated.ts from schema.graphql and operations/. With HOUSTON_URL and HOUSTON_TOKEN set it
// asks that server for its schema instead, writes it to a file of its own, and prints what differs from ours
// (docs/own-server.md). Neither way loads what the other needs: without a sound src/ there must be a way to write it.
import { join } from 'node:path'

const { HOUSTON_URL: url = '', HOUSTON_TOKEN: token, HOUSTON_SCHEMA: file } = process.env

if (url === '') {
  const { runCli } = await import('@graphql-codegen/cli')
  process.chdir(join(import.meta.dirname, '..', '..', '..'))
  process.argv.push('--config', 'codegen.yml')
  process.exitCode = await runCli('')
} else {
  const { survey } = await import('./survey.ts')
  const { exitCode, text } = await survey({ url, token, file: file === '' ? undefined : file })
  if (exitCode < 2) process.stdout.write(text)
  else process.stderr.write(text)
  process.exitCode = exitCode
}
