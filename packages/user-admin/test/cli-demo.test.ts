import { describe, expect, it } from 'vitest'
import { startScene } from './cli-scene.ts'

describe('demo', () => {
  it('administers both systems as planned, on fakes, without a configuration, a network or a trace', {
    timeout: 180_000,
  }, async () => {
    await using scene = await startScene()
    // Whatever would be reached outside has to go through here, where nobody is.
    const env = { HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' }
    const { code, stdout } = await scene.run(['demo', '--quiet'], { env })
    expect(code).toBe(0)
    expect(stdout).toContain('Ended: 488 done')
    expect(stdout).toContain('exactly those of the list; 0 protected people touched')
    expect(stdout.trimEnd().endsWith('Both systems are as planned; 0 protected people touched.')).toBe(true)
    const plain = await scene.run(['demo', '--json'], { env })
    expect([plain.code, plain.json.data]).toEqual([0, { isAsPlanned: true }])
  })
})
