import { describe, expect, it } from 'vitest'
import { readConfig } from '../src/cli/config/config.ts'
import { startScene } from './cli-scene.ts'
import { startReceiver, testSecret } from './notify-receiver.ts'

describe('user-admin notify test', () => {
  it('sends a test to each receiver, and says what each answered, but no address and no secret', async () => {
    await using scene = await startScene()
    await using ops = await startReceiver()
    await using chat = await startReceiver({ path: '/services/T0/S3CRETPATH' })
    chat.answering = { status: 404 }
    await scene.file('hook.secret', `${testSecret}\n`)
    await scene.configure({
      targets: {},
      notify: {
        ops: { url: ops.url, secret: { file: 'hook.secret' }, on: ['done'] },
        chat: { url: { env: 'CHAT_URL' }, secret: { env: 'HOOK_SECRET' } },
      },
    })
    const env = { CHAT_URL: chat.url, HOOK_SECRET: testSecret }
    const { code, stdout, stderr } = await scene.run(['notify', 'test'], { env })
    expect(code).toBe(7)
    expect(stdout).toMatch(/ops +yes +HTTP 204\nchat +no +HTTP 404/)
    for (const text of [stdout, stderr]) expect(text).not.toMatch(/S3CRETPATH|127\.0\.0\.1|whsec_/)
    expect(ops.received()).toMatchObject([{ body: { version: 1, event: 'test', subject: 'ops' } }])
    expect(ops.refused).toEqual([])

    const one = await scene.run(['notify', 'test', 'ops', '--json'], { env })
    expect(one.code).toBe(0)
    expect(one.json.data).toEqual({ receivers: [{ receiver: 'ops', received: true, answer: 'HTTP 204' }] })
    expect(chat.attempts.length).toBe(1)
  }, 180_000)

  it('says which receiver is meant, and what a receiver lacks', async () => {
    await using scene = await startScene()
    await scene.configure({
      targets: {},
      notify: { ops: { url: 'https://hooks.example/user-admin', secret: { env: 'HOOK_SECRET' } } },
    })
    const wrong = await scene.run(['notify', 'test', 'opps'])
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean ops?') as string })
    const lacking = await scene.run(['notify', 'test', '--json'])
    expect(lacking.code).toBe(1)
    expect(lacking.json.data).toEqual({
      receivers: [
        {
          receiver: 'ops',
          received: false,
          answer: 'The secret of receiver ops: the environment has no HOOK_SECRET, or it is empty.',
        },
      ],
    })
    await scene.configure({ targets: {} })
    expect(await scene.run(['notify', 'test'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no receiver') as string,
    })
  }, 180_000)
})

describe('a configuration of receivers', () => {
  const secret = '{ env: HOOK_SECRET }'
  it.each([
    ['an address of another scheme', 'url: http://hooks.example/S3CRET', 'notify.ops.url must be an address of https:'],
    ['a query', 'url: "https://hooks.example/?token=S3CRET"', 'notify.ops.url must be an address of https:'],
    ['the address of a chat', 'url: https://hooks.slack.com/services/S3CRET', 'say where it is: { env: NAME }'],
    ['no address', 'on: [held]', 'notify.ops.url must be an address of https:'],
    ['two places of an address', 'url: { env: A, file: b }', 'notify.ops.url must have exactly one of file, env'],
    [
      'a secret in the open',
      'url: https://h.example/, secret: whsec_S3CRET',
      'must say where the secret is, and not hold',
    ],
    ['an event that there is not', 'url: https://h.example/, on: [helt]', 'notify.ops.on.1 must be one of state-lost,'],
    ['no event at all', 'url: https://h.example/, on: []', 'notify.ops.on is empty: leave it out for all'],
    ['what is not known', 'url: https://h.example/, events: [held]', 'notify.ops.events is not known here'],
  ])('with %s is refused with what would be right', async (_, form, says) => {
    await using scene = await startScene()
    const given = form.includes('secret:') ? form : `${form}, secret: ${secret}`
    const file = await scene.file('user-admin.yaml', `version: 1\ntargets: {}\nnotify:\n  ops: { ${given} }\n`)
    const message = await readConfig(file).then(
      () => 'nothing is refused',
      (error: unknown) => String(error),
    )
    expect(message).toContain(says)
    expect(message).toContain('user-admin.yaml:4:')
    expect(message).not.toContain('S3CRET')
  })
})
