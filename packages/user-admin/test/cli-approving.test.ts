import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { type ApprovingOptions, approvalOf, counted, guards } from '../src/cli/approving.ts'
import { type Context, type GlobalOptions, running } from '../src/cli/context.ts'
import { lineOf } from '../src/cli/shell-line.ts'
import { leavers, makePlan, type Plan, roster } from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin, member } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const second = member('bo@example.edu', { admin: true })
const place = (id = 'ws1'): MemoryAdmin => new MemoryAdmin([self, second, ...crowd(30)], { ...aacScope, id, name: id })
const leave = (...people: readonly string[]): Promise<Plan> =>
  makePlan(place(), leavers(people, { action: 'remove' }), { assets: 'leave' })
const words = ['remove', 'p001@example.edu']

/** A context at a terminal where this is typed, or at none. */
function at(typed: string | undefined, options: GlobalOptions = {}): { context: Context; said: () => string } {
  const isTTY = typed !== undefined
  const stream = (): PassThrough => Object.assign(new PassThrough(), { isTTY, columns: 100, setRawMode: () => stream })
  const [stdin, stdout, stderr] = [stream(), stream(), stream()]
  let said = ''
  stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString()
    if (said.endsWith('to leave it: ')) stdin.write(`${typed ?? ''}\n`)
  })
  const world = {
    env: { USER_ADMIN_BY: 'tester@example.edu' },
    cwd: '/',
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: stdout as unknown as NodeJS.WriteStream,
    stderr: stderr as unknown as NodeJS.WriteStream,
    now: Date.now,
    signal: new AbortController().signal,
  }
  return { context: running(world, 'remove', options, words).context, said: () => said }
}

const asked = async (typed: string | undefined, plan: Plan, options: ApprovingOptions = {}, global?: GlobalOptions) =>
  await approvalOf(at(typed, global).context, plan, options)

describe('an approval', () => {
  it('is the number of people, typed at a terminal where the plan was shown', async () => {
    const plan = await leave('p001@example.edu', 'p002@example.edu')
    const { context, said } = at('2')
    const approved = await approvalOf(context, plan, { reason: 'they left' })
    expect(approved).toEqual({
      approve: { id: plan.id, by: 'tester@example.edu', reason: 'they left' },
      release: [],
      by: 'tester@example.edu',
    })
    expect(said()).toContain('p002@example.edu')
    expect(said()).toContain('How many people lose access?')
    expect(said()).not.toContain('(2)?')
  })

  it.each<[string, string | undefined, ApprovingOptions, GlobalOptions, RegExp]>([
    ['another number was typed', '3', {}, {}, /another number than 3/u],
    ['a word was typed', 'yes', {}, {}, /another number/u],
    ['nothing was typed', '', {}, {}, /^Nothing was changed\.$/u],
    ['there is no terminal', undefined, {}, {}, /^Nothing was changed\.$/u],
    ['nothing is shown, for --json', '2', {}, { json: true }, /^Nothing was changed\.$/u],
    ['nothing is shown, for --quiet', '2', {}, { quiet: true }, /^Nothing was changed\.$/u],
    ['the id is that of another plan', '2', { approve: 'f'.repeat(64) }, {}, /another plan by now/u],
  ])('is none where %s: the line that gives it is said', async (_name, typed, options, global, why) => {
    const plan = await leave('p001@example.edu', 'p002@example.edu')
    expect(await asked(typed, plan, options, global)).toEqual({
      why: expect.stringMatching(why) as string,
      line: `user-admin remove p001@example.edu --approve ${plan.id}`,
      exit: 3,
      isShown: typed !== undefined && options.approve === undefined && Object.keys(global).length === 0,
    })
  })

  it('is the id of the plan, of which eight digits are enough, or of an earlier one, of which only what both say is done', async () => {
    const plan = await leave('p001@example.edu')
    const earlier = await leave('p002@example.edu')
    const find = async (id: string): Promise<Plan | undefined> => (earlier.id.startsWith(id) ? earlier : undefined)
    const given = async (approve: string) => await approvalOf(at(undefined).context, plan, { approve, by: 'ana' }, find)
    const by = 'ana'
    expect(await given(plan.id)).toMatchObject({ approve: { id: plan.id, by } })
    expect(await given(plan.id.slice(0, 8))).toMatchObject({ approve: { id: plan.id, by } })
    expect(await given(earlier.id)).toMatchObject({ approve: { of: earlier, by } })
    await expect(given(plan.id.slice(0, 7))).rejects.toThrow('of which 8 are enough')
    await expect(given('yes')).rejects.toThrow('--approve takes the id')
  })

  it('lets nothing through that a guard holds, unless it is released by name', async () => {
    const plan = await makePlan(place(), leavers(['bo@example.edu'], { action: 'remove' }))
    expect(plan.held.map(({ code }) => code)).toEqual(['admins', 'assets'])
    for (const options of [{}, { approve: plan.id }, { release: ['admins'] as const }])
      expect(await asked(undefined, plan, options)).toEqual({
        why: 'Guards hold all of it: nothing was changed.',
        line: `user-admin remove p001@example.edu --approve ${plan.id} --release admins,assets`,
        exit: 4,
        isShown: false,
      })
    const release = ['admins', 'assets'] as const
    expect(await asked(undefined, plan, { release })).toMatchObject({ exit: 3 })
    expect(await asked(undefined, plan, { approve: plan.id, release })).toMatchObject({ approve: { id: plan.id } })
  })

  it('counts somebody of several scopes once, and whoever is only given something where nobody loses access', async () => {
    const both = [place('ws1'), place('ws2')]
    const leaving = await makePlan(both, leavers(['p001@example.edu'], { action: 'remove' }), { assets: 'leave' })
    expect([leaving.steps.length, counted(leaving.steps)]).toEqual([
      2,
      { people: 1, question: 'How many people lose access?' },
    ])
    const joining = await makePlan(place(), roster(['new@example.edu', 'newer@example.edu']))
    expect(counted(joining.steps)).toEqual({ people: 2, question: 'How many people does this change?' })
  })
})

describe('--release', () => {
  it('takes codes of guards, several by commas, and refuses others', () => {
    expect(guards('assets,per-run', ['assets'])).toEqual(['assets', 'per-run'])
    expect(() => guards('everything')).toThrow(/^"everything" is no guard; there are state, rolling/u)
  })
})

describe('the line to type', () => {
  it.each<[string, readonly string[], string]>([
    ['the words as they were', ['remove', 'a@b.example'], 'user-admin remove a@b.example --approve 1'],
    ['another approval in its place', ['remove', '--approve', '2', 'a'], 'user-admin remove a --approve 1'],
    ['the same with a sign', ['remove', '--approve=2', 'a'], 'user-admin remove a --approve 1'],
    ['options before the end of options', ['remove', '--', '-a'], 'user-admin remove --approve 1 -- -a'],
  ])('is %s', (_name, typed, line) => {
    expect(lineOf(typed, [['--approve', '1']])).toBe(line)
  })

  it.skipIf(process.platform === 'win32')('has what a shell would take apart in quotation marks', () => {
    expect(lineOf(['remove', "o'x y", '$HOME'])).toBe(`user-admin remove 'o'\\''x y' '$HOME'`)
  })
})
