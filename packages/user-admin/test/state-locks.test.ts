import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { applyPlan, keepOnly, makePlan, type Row } from '../src/index.ts'
import { openState } from '../src/node.ts'
import { aacScope, crowd, MemoryAdmin, member } from './memory.ts'
import { aFolder, all, anIntent } from './state-forms.ts'

const intents = (rows: readonly Row[]): number => rows.filter(({ kind }) => kind === 'intent').length

it('whose file is deleted while it is held lets its run begin nothing more', async () => {
  const folder = aFolder()
  const state = await openState({ folder })
  onTestFinished(() => state.close())
  await state.exclusively([aacScope], 'nightly-job', async () => {
    await state.journal.append(anIntent(1))
    rmSync(join(folder, 'locks'), { recursive: true })
    const refused = { problem: 'conflict', effect: 'none', message: expect.stringContaining('was deleted') as string }
    await expect(state.journal.append(anIntent(2))).rejects.toMatchObject(refused)
    // Another has it now: that is no longer ours either.
    await state.exclusively([aacScope], 'daily-job', async () => undefined)
    await expect(state.journal.append(anIntent(2))).rejects.toMatchObject(refused)
    // What was done is never lost.
    const { reason: _reason, before: _before, ...about } = anIntent(1) as Row & { kind: 'intent' }
    await state.journal.append({ ...about, kind: 'outcome', outcome: 'done' })
  })
  await state.journal.append(anIntent(3))
  expect(intents(await all(state.journal.rows()))).toBe(2)
})

it('stops a run of a plan, and nobody else loses anything', async () => {
  const folder = aFolder()
  const state = await openState({ folder })
  onTestFinished(() => state.close())
  const admin = new MemoryAdmin([member('me@example.edu'), ...crowd(9)])
  const plan = await makePlan(admin, keepOnly(['me@example.edu']), { state, assets: 'leave' })
  const report = await applyPlan(admin, plan, {
    approve: { id: plan.id, by: 'Bo' },
    release: plan.held.map(({ code }) => code),
    state,
    onResult: () => rmSync(join(folder, 'locks'), { recursive: true, force: true }),
  }).catch((error: unknown) => error)
  expect(intents(await all(state.journal.rows()))).toBe(1)
  expect(report).toMatchObject({ counts: { done: 1 } })
})
