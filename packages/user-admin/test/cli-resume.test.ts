import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ConfigForm } from '../src/cli/config/form.ts'
import type { Report } from '../src/index.ts'
import { classOf, inClass, planned, sceneOf } from './cli-class.ts'

const runOf = (said: string): string => /user-admin resume ([0-9a-f-]{36})/u.exec(said)?.[1] ?? ''
const release = ['--release', 'per-run']

describe('apply that is told to end', () => {
  it.each<NodeJS.Signals>(['SIGINT', 'SIGTERM'])(
    'by %s finishes the step under way, ends within five seconds, and says how to go on; resume does the rest',
    async (name) => {
      await using fake = await classOf(30)
      await using scene = await sceneOf(fake)
      const id = await planned(scene)
      let sentAt = 0
      const { code, stdout, stderr } = await scene.run(['apply', 'plan.json', '--approve', id, ...release], {
        onOutput: (text, send) => {
          if (sentAt > 0 || !/Applying {2}[1-9]/u.test(text)) return
          sentAt = Date.now()
          send(name)
        },
      })
      // The program gives itself five; a machine on which others are at work starts and ends it when it can.
      expect(Date.now() - sentAt).toBeLessThan(15_000)
      expect(sentAt).toBeGreaterThan(0)
      const left = inClass(fake).length
      expect(left).toBeGreaterThan(0)
      expect(left).toBeLessThan(30)
      expect([code, stdout]).toEqual([7, expect.stringContaining('left open: resume goes on with them') as string])
      expect(stderr).toContain('The run was stopped: ')
      const run = runOf(stderr)

      const list = await scene.run(['resume', '--list', '--json'])
      expect([list.code, list.json.data]).toEqual([
        3,
        { broken: [expect.objectContaining({ run, how: 'stopped' }) as object] },
      ])
      const done = await scene.run(['resume', run, '--json'])
      const { report } = done.json.data as { readonly report: Report }
      expect([done.code, report.counts.done, report.left]).toEqual([0, 30, []])
      expect(inClass(fake)).toEqual([])
      // Each of them once, whatever the signal came between.
      const removed = fake.ledger.entries.map(({ target }) => target)
      expect(new Set(removed).size).toBe(30)
      expect((await scene.run(['resume'])).stdout).toBe('No run was broken off: there is nothing to go on with.\n')
    },
  )

  it('does not wait longer for a server that does not answer: what became of the step is looked at by resume', async () => {
    await using fake = await classOf(4)
    await using scene = await sceneOf(fake)
    const id = await planned(scene)
    fake.fault({ on: 'deleteWorkspaceUser', when: 'after', give: 'silence' })
    let sentAt = 0
    const { code, stderr } = await scene.run(['apply', 'plan.json', '--approve', id], {
      onOutput: (text, send) => {
        if (sentAt > 0 || !/Applying {2}0/u.test(text)) return
        sentAt = Date.now()
        // Once the request is on its way.
        setTimeout(() => send('SIGTERM'), 300)
      },
    })
    // A server is waited for 30 seconds otherwise.
    expect(Date.now() - sentAt).toBeLessThan(15_000)
    expect(code).toBe(1)
    const done = await scene.run(['resume', runOf(stderr).slice(0, 8)])
    expect([done.code, done.stdout]).toEqual([0, 'Ended: 4 done\nRead again: 0 left\n'])
    expect(fake.ledger.entries).toHaveLength(4)
  })
})

describe('resume', () => {
  it('goes on with a run whose process was killed', async () => {
    await using fake = await classOf(30)
    await using scene = await sceneOf(fake)
    const id = await planned(scene)
    let isSent = false
    await scene.run(['apply', 'plan.json', '--approve', id, ...release], {
      onOutput: (text, send) => {
        if (isSent || !/Applying {2}[1-9]/u.test(text)) return
        isSent = true
        send('SIGKILL')
      },
    })
    expect(inClass(fake).length).toBeGreaterThan(0)
    const list = await scene.run(['resume', '--list'])
    expect([list.code, list.stdout]).toEqual([3, expect.stringMatching(/killed .*tester@example\.edu/u) as string])
    const done = await scene.run(['resume'])
    expect([done.code, done.stdout]).toEqual([0, 'Ended: 30 done\nRead again: 0 left\n'])
    expect(inClass(fake)).toEqual([])
  })

  it('spends the approval of the queue with the run that went on, and not before', { timeout: 180_000 }, async () => {
    await using fake = await classOf(30)
    await using scene = await sceneOf(fake)
    await scene.run(['init'])
    await planned(scene)
    await scene.run(['apply', 'plan.json', '--unattended'])
    const held = async () => {
      const { json } = await scene.run(['held', 'list', '--all', '--json'])
      return (json.data as { readonly held: readonly { readonly id: string; readonly status: string }[] }).held[0]
    }
    const { id = '' } = (await held()) ?? {}
    await scene.run(['held', 'approve', id, ...release])
    let isSent = false
    const stopped = await scene.run(['apply'], {
      onOutput: (text, send) => {
        if (isSent || !/Applying {2}[1-9]/u.test(text)) return
        isSent = true
        send('SIGTERM')
      },
    })
    expect([stopped.code, (await held())?.status]).toEqual([7, 'approved'])
    expect((await scene.run(['resume'])).code).toBe(0)
    expect([(await held())?.status, inClass(fake)]).toEqual(['applied', []])
  })

  it('takes nothing from whom the policy spares by now, and is gone on with by one of two at once', {
    timeout: 180_000,
  }, async () => {
    await using fake = await classOf(30, { latency: 20 })
    await using scene = await sceneOf(fake)
    const id = await planned(scene)
    let isSent = false
    await scene.run(['apply', 'plan.json', '--approve', id, ...release], {
      onOutput: (text, send) => {
        if (isSent || !/Applying {2}[1-9]/u.test(text)) return
        isSent = true
        send('SIGKILL')
      },
    })
    const [left = '', ...more] = inClass(fake)
    expect(more.length).toBeGreaterThan(0)
    const elsewhere = await scene.run(['resume', '--state', './other'])
    expect([elsewhere.code, elsewhere.stderr]).toEqual([0, expect.stringContaining('look at --state') as string])
    const config = JSON.parse(await readFile(join(scene.folder, 'user-admin.yaml'), 'utf8')) as ConfigForm
    await scene.configure({ ...config, policy: { ...config.policy, protect: [left] } })
    const refused = await scene.run(['resume'])
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(`(${left})`) as string])
    expect(inClass(fake)).toContain(left)
    await scene.configure(config)
    const both = await Promise.all([scene.run(['resume']), scene.run(['resume'])])
    expect(both.some(({ code }) => code === 0)).toBe(true)
    const removed = fake.ledger.entries.map(({ target }) => target)
    expect([inClass(fake), removed.length]).toEqual([[], new Set(removed).size])
  })

  it('refuses a run that there is not, and finds none where all came to their end', async () => {
    await using fake = await classOf(1)
    await using scene = await sceneOf(fake)
    const { code, stderr } = await scene.run(['resume', '12345678'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('No run 12345678 was broken off') as string])
    const list = await scene.run(['resume', '--list', '--json'])
    expect([list.code, list.json.data]).toEqual([0, { broken: [] }])
  })
})
