// node vault-command.js SECRET get|store, for a key-value store that counts versions (KV v2 over HTTP).
const [, , secret, verb] = process.argv
const address = `${process.env.VAULT_ADDR}/v1/secret/data/${secret}`
const headers = { 'x-vault-token': process.env.VAULT_TOKEN, 'content-type': 'application/json' }

if (verb === 'get') {
  const { data } = await (await fetch(address, { headers })).json()
  console.log(JSON.stringify({ ...data.data, version: data.metadata.version }))
} else if (verb === 'store') {
  let input = ''
  for await (const part of process.stdin) input += part
  const { expect, tokens } = JSON.parse(input)
  const { version: _old, ...data } = tokens
  // cas: stored only if the version is still the one that was read.
  const body = JSON.stringify({ options: { cas: expect.version }, data })
  const answer = await fetch(address, { method: 'POST', headers, body })
  process.exitCode = answer.ok ? 0 : answer.status === 400 ? 10 : 1
} else process.exitCode = 2
