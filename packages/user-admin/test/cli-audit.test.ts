import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { newHeadKey, type Verification } from '../src/index.ts'
import { classOf, planned, sceneOf } from './cli-class.ts'
import type { Ran, Scene } from './cli-scene.ts'

const verdictOf = ({ json }: Ran): Verification['verdict'] =>
  (json.data as { readonly verification: Verification }).verification.verdict

/** A class in which something was done. */
async function done(scene: Scene): Promise<void> {
  await scene.run(['init'])
  const id = await planned(scene)
  await scene.run(['apply', 'plan.json', '--approve', id])
}

describe('audit export and audit verify', () => {
  it('hand over the journal with a signed head, which shows what was changed, cut off, or signed by another', async () => {
    await using fake = await classOf(2)
    await using scene = await sceneOf(fake)
    await done(scene)
    const [key, strange] = [await newHeadKey(), await newHeadKey()]
    await scene.file('audit.pem', key.privateKey)
    await scene.file('audit.pub.pem', key.publicKey)
    await scene.file('strange.pub.pem', strange.publicKey)
    const words = ['--out', 'journal.jsonl', '--head', 'head.json', '--sign', 'audit.pem', '--json']
    const { code, json } = await scene.run(['audit', 'export', ...words])
    const { rows, file } = json.data as { readonly rows: number; readonly file: string }
    const text = await readFile(join(scene.folder, 'journal.jsonl'), 'utf8')
    expect([code, text.split('\n').length - 1, file]).toEqual([0, rows, join(scene.folder, 'journal.jsonl')])
    if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600)
    const lines = text.split('\n')
    await scene.file('changed.jsonl', text.replace('student1', 'student7'))
    await scene.file('cut.jsonl', `${lines.slice(0, 3).join('\n')}\n`)

    const signed = ['--head', 'head.json', '--key', 'audit.pub.pem', '--json']
    const verified = async (...given: readonly string[]): Promise<readonly [number, string]> => {
      const ran = await scene.run(['audit', 'verify', ...given])
      return [ran.code, verdictOf(ran)]
    }
    expect(await verified('journal.jsonl', ...signed)).toEqual([0, 'whole'])
    expect(await verified(...signed)).toEqual([0, 'whole'])
    expect(await verified('journal.jsonl', '--json')).toEqual([0, 'consistent'])
    expect(await verified('changed.jsonl', '--json')).toEqual([1, 'broken'])
    expect(await verified('cut.jsonl', '--json')).toEqual([0, 'consistent'])
    expect(await verified('cut.jsonl', ...signed)).toEqual([1, 'broken'])
    const other = await scene.run([
      'audit',
      'verify',
      'journal.jsonl',
      '--head',
      'head.json',
      '--key',
      'strange.pub.pem',
    ])
    expect([other.code, other.stderr]).toEqual([2, expect.stringContaining('was signed with the key') as string])
    expect(other.stderr).not.toContain('PRIVATE')
  })

  it('writes to stdout from a row on, and goes on with later rows until it is told to end', async () => {
    await using fake = await classOf(1)
    await using scene = await sceneOf(fake)
    await done(scene)
    const from = await scene.run(['audit', 'export', '--from', '3', '--quiet'])
    const rows = from.stdout.trimEnd().split('\n')
    expect(rows.map((row) => (JSON.parse(row) as { readonly seq: number }).seq)[0]).toBe(3)
    let seen = ''
    let isMore = false
    const followed = await scene.run(['audit', 'export', '--follow', '--quiet'], {
      onOutput: (text, send) => {
        seen += text
        const count = seen.split('\n').length - 1
        if (count === rows.length + 2 && !isMore) {
          isMore = true
          void scene.run(['init', '--again'])
        } else if (count === rows.length + 3) send('SIGINT')
      },
    })
    expect([followed.code, followed.stdout.trimEnd().split('\n').length]).toEqual([0, rows.length + 3])
  })

  it.each<[string, readonly string[], RegExp]>([
    ['rows among the envelope', ['export', '--json'], /need a file of their own/u],
    ['an end of what has none', ['export', '--follow', '--out', 'x'], /has no end/u],
    ['a signature of nothing', ['export', '--sign', 'x.pem'], /--sign goes with --head/u],
    ['the head of an empty journal', ['export', '--out', 'x', '--head', 'h'], /The journal is empty/u],
    ['a folder that there is not', ['export', '--out', 'no/where.jsonl'], /where\.jsonl cannot be written \(ENOENT\)/u],
    ['a key without a head', ['verify', '--key', 'x.pem'], /--key goes with --head/u],
    ['a file that there is not', ['verify', 'nowhere.jsonl'], /nowhere\.jsonl cannot be read \(ENOENT\)/u],
  ])('refuse %s', async (_name, words, says) => {
    await using fake = await classOf(0)
    await using scene = await sceneOf(fake)
    const { code, stdout, stderr } = await scene.run(['audit', ...words])
    expect(code).toBe(2)
    expect(stdout + stderr).toMatch(says)
  })
})
