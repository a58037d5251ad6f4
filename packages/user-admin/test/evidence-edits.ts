import { createHash } from 'node:crypto'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { signManifest } from '../src/evidence/manifest.ts'
import { type HeadKey, newHeadKey, signHead } from '../src/index.ts'
import { hashIn, lineFor, textIn } from '../torture/audit-rows.ts'

/** What an edit may use besides the folder. */
interface Around {
  readonly random: () => number
  /** Another folder of the same company, of another day, signed by the same key. */
  readonly other: string
}

/** Changes something in a folder of evidence; answers with what was done, and nothing where that would change nothing. */
export type FolderEdit = (folder: string, around: Around) => Promise<string | undefined>

const whole = (number: number, random: () => number): number => Math.floor(random() * number)
const oneOf = <T>(all: readonly T[], random: () => number): T | undefined => all[whole(all.length, random)]
const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex')

/** Every file of a folder, by name. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true })
  return all
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) =>
      join(parentPath, name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .toSorted()
}

async function change(
  folder: string,
  name: string,
  how: (text: string) => string | Promise<string>,
): Promise<string | undefined> {
  const path = join(folder, name)
  const text = await readFile(path, 'utf8')
  const next = await how(text)
  if (next === text) return undefined
  await writeFile(path, next)
  return name
}

/** The digests of a manifest made to fit what the files are now; its signature is what it was. */
async function refit(folder: string): Promise<void> {
  const path = join(folder, 'manifest.json')
  const manifest = JSON.parse(await readFile(path, 'utf8')) as {
    files: { name: string; bytes: number; sha256: string }[]
  }
  const names = (await filesIn(folder)).filter((name) => name !== 'manifest.json' && name !== 'manifest.sig')
  manifest.files = await Promise.all(
    names.map(async (name) => {
      const data = await readFile(join(folder, name))
      return { name, bytes: data.length, sha256: sha256(data) }
    }),
  )
  await writeFile(path, `${JSON.stringify(manifest, undefined, 2)}\n`)
}

/** The journal with one row that says something else, and all behind it chained anew. */
function rewritten(text: string, random: () => number): string {
  const lines = text.trimEnd().split('\n')
  const from = whole(lines.length, random)
  let prev = from === 0 ? '0'.repeat(64) : hashIn(lines[from - 1] ?? '')
  const made = lines.slice(from).map((line, index) => {
    const row = JSON.parse(textIn(line)) as Record<string, unknown>
    const next = lineFor(JSON.stringify({ ...row, prev, ...(index === 0 ? { by: 'somebody else' } : {}) }))
    prev = hashIn(next)
    return next
  })
  return `${[...lines.slice(0, from), ...made].join('\n')}\n`
}

/** A head that fits a journal. */
const headOf = (text: string): { count: number; hash: string; at: string } => {
  const last = text.trimEnd().split('\n').at(-1) ?? ''
  const { seq, at } = JSON.parse(last) as { seq: number; at: string }
  return { count: seq, hash: hashIn(last), at }
}

const names = ['leavers.json', 'leavers.csv', 'index.html', 'survey.json', 'journal.jsonl', 'head.json'] as const
/** A verdict that looks better. */
const better = (text: string): string =>
  text.replace('"remains"', '"met"').replace('"approvedBy": "tester', '"approvedBy": "eve')

/** Every way in which a folder may come to be another one. */
export const folderEdits: Readonly<Record<string, FolderEdit>> = {
  'a letter': async (folder, { random }) => {
    const name = oneOf(await filesIn(folder), random) ?? ''
    return await change(folder, name, (text) => {
      const at = whole(text.length, random)
      return text.slice(0, at) + String.fromCharCode(33 + whole(90, random)) + text.slice(at + 1)
    })
  },
  'a byte that is no text': async (folder, { random }) => {
    const name = oneOf(await filesIn(folder), random) ?? ''
    const data = await readFile(join(folder, name))
    data[whole(data.length, random)] = 0xff
    await writeFile(join(folder, name), data)
    return name
  },
  'a blank': async (folder, { random }) =>
    await change(folder, oneOf(await filesIn(folder), random) ?? '', (text) => {
      const at = whole(text.length + 1, random)
      return `${text.slice(0, at)}${oneOf([' ', '\n', '\r', '\uFEFF'], random) ?? ' '}${text.slice(at)}`
    }),
  'a line dropped': async (folder, { random }) =>
    await change(folder, oneOf(await filesIn(folder), random) ?? '', (text) => {
      const lines = text.split('\n')
      return lines.toSpliced(whole(Math.max(1, lines.length - 1), random), 1).join('\n')
    }),
  'the tail cut': async (folder, { random }) =>
    await change(folder, oneOf(await filesIn(folder), random) ?? '', (text) =>
      text.slice(0, whole(text.length, random)),
    ),
  'rows cut off the journal, and the rest made to fit': async (folder, { random }) => {
    const done = await change(folder, 'journal.jsonl', (text) => {
      const lines = text.trimEnd().split('\n')
      return `${lines.slice(0, 1 + whole(lines.length - 1, random)).join('\n')}\n`
    })
    await refit(folder)
    return done
  },
  'the chain rewritten': async (folder, { random }) =>
    await change(folder, 'journal.jsonl', (text) => rewritten(text, random)),
  'the chain rewritten, with head and digests that fit': async (folder, { random }) => {
    const done = await change(folder, 'journal.jsonl', (text) => rewritten(text, random))
    const head = headOf(await readFile(join(folder, 'journal.jsonl'), 'utf8'))
    await writeFile(join(folder, 'head.json'), `${JSON.stringify(head, undefined, 2)}\n`)
    for (const name of ['leavers.json', 'manifest.json'])
      await change(
        folder,
        name,
        (text) => `${JSON.stringify({ ...(JSON.parse(text) as object), head }, undefined, 2)}\n`,
      )
    await refit(folder)
    return done
  },
  'a file of another folder': async (folder, { random, other }) => {
    const name = oneOf([...names, 'manifest.json', 'manifest.sig'], random) ?? ''
    const before = await readFile(join(folder, name), 'utf8')
    await cp(join(other, name), join(folder, name))
    return (await readFile(join(folder, name), 'utf8')) === before ? undefined : name
  },
  'evidence of another folder, with digests that fit': async (folder, { other }) => {
    for (const name of ['leavers.json', 'leavers.csv', 'index.html']) await cp(join(other, name), join(folder, name))
    await refit(folder)
    return 'leavers.json'
  },
  'another verdict, with digests that fit': async (folder) => {
    const done = await change(folder, 'leavers.json', better)
    await refit(folder)
    return done
  },
  'all signed anew, by somebody else': async (folder) => {
    const done = await change(folder, 'leavers.json', better)
    await refit(folder)
    await signAgain(folder, (await newHeadKey()).privateKey)
    return done
  },
  'a file more': async (folder, { random }) => {
    const name = oneOf(['more.txt', '.hidden', 'plans/more.json', 'plans/.x'], random) ?? ''
    await writeFile(join(folder, name), 'x')
    return name
  },
  'a file less': async (folder, { random }) => {
    const name = oneOf(await filesIn(folder), random) ?? ''
    await rm(join(folder, name))
    return name
  },
  'a file less, and the manifest names it no more': async (folder, { random }) => {
    const name =
      oneOf(
        (await filesIn(folder)).filter((one) => !one.startsWith('manifest')),
        random,
      ) ?? ''
    await rm(join(folder, name))
    await refit(folder)
    return name
  },
  'a plan under the name of another': async (folder) => {
    const plans = (await filesIn(folder)).filter((name) => name.startsWith('plans/'))
    const [one, two] = plans
    if (one === undefined || two === undefined) return undefined
    await cp(join(folder, one), join(folder, two))
    await refit(folder)
    return two
  },
}

/** Manifest and head as somebody with another key would sign them. */
async function signAgain(folder: string, key: HeadKey): Promise<void> {
  const head = await signHead(headOf(await readFile(join(folder, 'journal.jsonl'), 'utf8')), key)
  await writeFile(join(folder, 'head.json'), `${JSON.stringify(head, undefined, 2)}\n`)
  await refit(folder)
  const manifest = await readFile(join(folder, 'manifest.json'), 'utf8')
  await writeFile(join(folder, 'manifest.sig'), `${JSON.stringify(await signManifest(manifest, key), undefined, 2)}\n`)
}
