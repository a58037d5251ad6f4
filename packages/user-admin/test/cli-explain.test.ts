import { describe, expect, it } from 'vitest'
import type { Explanation } from '../src/index.ts'
import { classOf, planned, sceneOf, stay } from './cli-class.ts'

const wasIn = (data: unknown): Explanation => (data as { readonly was: Explanation }).was

describe('explain', () => {
  it('says who took somebody out, who approved it and why, under any spelling of the address', async () => {
    await using fake = await classOf(2)
    await using scene = await sceneOf(fake)
    const id = await planned(scene, [...stay, 'student2@example.edu'])
    const words = ['--by', 'head@example.edu', '--ticket', 'HR-7']
    await scene.run(['apply', 'plan.json', '--approve', id, ...words])
    const asked = fake.requests()
    const { code, stdout } = await scene.run(['explain', 'Student1@EXAMPLE.edu'])
    expect(code).toBe(0)
    expect(stdout).toContain('Known as student1@example.edu')
    expect(stdout).toContain('head@example.edu')
    expect(stdout).toContain('HR-7')
    expect(stdout).toContain('Not on the list of people to keep')
    const { json } = await scene.run(['explain', 'student2@example.edu', '--json'])
    expect(wasIn(json.data).events.map(({ kind }) => kind)).toEqual(['named'])
    // What was is told without a server.
    expect(fake.requests()).toBe(asked)
  })

  it('knows nobody of whom nothing was written down, which is an answer too', async () => {
    await using fake = await classOf(0)
    await using scene = await sceneOf(fake)
    const { code, stdout } = await scene.run(['explain', 'nobody@example.edu'])
    expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing was done, and nothing was planned.') as string])
    const wrong = await scene.run(['explain', 'a@@b'])
    expect(wrong.code).toBe(2)
  })

  it('refuses a source that there is not before anything is asked of the targets’ people', async () => {
    await using fake = await classOf(0)
    await using scene = await sceneOf(fake)
    const { code, stderr } = await scene.run(['explain', 'ta@example.edu', '--source', 'hr'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('There is no source "hr"') as string])
  })
})
