import { describe, expect, it } from 'vitest'
import { inShellWords } from '../src/cli/shell-words.ts'
import { classOf } from './cli-class.ts'
import { startScene } from './cli-scene.ts'

const quoted = process.platform === 'win32' ? '"Human R"' : "'Human R'"

describe('what the package says', () => {
  it.each<[string, string]>([
    ['say it for this one plan: expectEmpty: "corp".', 'say it for this one plan: --expect-empty corp.'],
    ['expectShrunk: "Human R".', `--expect-shrunk ${quoted}.`],
    ['expectNoAddress: "hr".', '--expect-no-address hr.'],
    ["To let it through: release: ['per-run'].", 'To let it through: --release per-run.'],
    ["To let them through: release: ['per-run', 'rolling'].", 'To let them through: --release per-run,rolling.'],
    [
      "Decide when planning: assets: { transferTo } hands it to somebody, assets: 'leave' gives it up.",
      'Decide when planning: --transfer-to PERSON hands it to somebody, --leave-assets gives it up.',
    ],
    ['The release: it is 0.34.', 'The release: it is 0.34.'],
  ])('is said in words that can be typed: %s', (given, said) => {
    expect(inShellWords(given)).toBe(said)
  })

  it('is said so by the program, in errors and in plans', async () => {
    await using fake = await classOf(1)
    await using scene = await startScene()
    await scene.file('hr.csv', 'id,email\n')
    await scene.configure({
      targets: { spring: await scene.aac(fake) },
      sources: { hr: { kind: 'csv', file: 'hr.csv', columns: { id: 'id', email: 'email' } } },
    })
    const empty = await scene.run(['plan', 'leavers', '--source', 'hr', '--json'])
    expect(empty.json.error?.message).toContain('--expect-empty hr.')
    const plan = await scene.run(['plan', 'keep-only', '--only-me'])
    expect(plan.stdout).toContain('--leave-assets gives it up')
  })
})
