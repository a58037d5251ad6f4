import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { kubernetes } from '../src/schedule/export/kubernetes.ts'
import { windows } from '../src/schedule/export/windows.ts'
import { jobs, machines } from './schedule-export/jobs.ts'
import { mistakesIn } from './schedule-export/kubernetes.ts'
import { jobName, placed, posixPath, windowsPath } from './schedule-export/words.ts'

interface CronJob {
  readonly apiVersion: string
  readonly kind: string
  readonly spec: {
    readonly jobTemplate: {
      readonly spec: {
        readonly template: {
          readonly spec: {
            readonly containers: readonly { readonly command: readonly string[]; readonly args: readonly string[] }[]
          }
        }
      }
    }
  }
}

const objectsIn = (text: string, version: '1.1' | '1.2'): readonly CronJob[] =>
  parseAllDocuments(text, { version }).map((document) => document.toJS() as CronJob)

/** As a container is given them: `$$` is a `$`, and `$(NAME)` a variable. */
const filledIn = (word: string): string =>
  word.replaceAll(/\$\$|\$\([^)]*\)/gu, (found) => (found === '$$' ? '$' : '(a variable)'))

/** As programs of Windows split their line: backslashes count before a quote only. */
function split(line: string): readonly string[] {
  const words: string[] = []
  let word: string | undefined
  let isQuoted = false
  for (let at = 0; at < line.length; at++) {
    const [, slashes = '', quote = ''] = /^(\\*)("?)/u.exec(line.slice(at)) ?? []
    if (quote !== '') {
      word = `${word ?? ''}${'\\'.repeat(Math.floor(slashes.length / 2))}`
      if (slashes.length % 2 === 1) word += '"'
      else isQuoted = !isQuoted
      at += slashes.length
    } else if (/\s/u.test(line[at] ?? '') && !isQuoted) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = `${word ?? ''}${line[at] ?? ''}`
  }
  return word === undefined ? words : [...words, word]
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }
const textIn = (xml: string, name: string): string =>
  (new RegExp(`<${name}>(.*)</${name}>`, 'u').exec(xml)?.[1] ?? '').replaceAll(
    /&(\w+);/gu,
    (_, entity: string) => entities[entity] ?? '?',
  )

describe('what a scheduler is told to run is what it runs', () => {
  it.each(['1.1', '1.2'] as const)('Kubernetes, read as YAML %s', (version) => {
    fc.assert(
      fc.property(jobName, posixPath(['\\', '\n', '\t']), posixPath(['$(', '$$']), (name, program, state) => {
        const { job, machine, words } = placed('kubernetes', { name, program: [program], state })
        const [claim, plan] = objectsIn(kubernetes([job], machine)[0]?.text ?? '', version)
        const container = plan?.spec.jobTemplate.spec.template.spec.containers[0]
        const told = [...(container?.command ?? []), ...(container?.args ?? [])].map(filledIn)
        expect(told).toEqual([...words, '--waiting-is-fine'])
        expect([claim, plan].flatMap((one) => (one === undefined ? [] : mistakesIn(one)))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })

  it('Windows', () => {
    fc.assert(
      fc.property(jobName, windowsPath, windowsPath, windowsPath, (name, program, script, state) => {
        const { job, machine, words } = placed('windows', { name, program: [program, script], state: `${state}\\` })
        const text = windows([job], machine)[0]?.text ?? ''
        expect([textIn(text, 'Command'), ...split(textIn(text, 'Arguments'))]).toEqual(words)
      }),
      { numRuns: 300 },
    )
  })
})

describe('what Kubernetes says of its objects', () => {
  const objects = objectsIn(kubernetes(jobs, machines.kubernetes)[0]?.text ?? '', '1.2')
  const planned = objects.find(({ kind }) => kind === 'CronJob')

  it('has nothing against these', () => {
    expect(objects).toHaveLength(7)
    expect(objects.flatMap((object) => mistakesIn(object))).toEqual([])
  })

  it.each([
    ['spec.timezone', 'Europe/Berlin'],
    ['spec.schedule', 2],
    ['spec.suspend', 'true'],
    ['spec.concurrencyPolicy', 'None'],
    ['spec.jobTemplate.spec.template.spec.restartPolicy', 'never'],
    ['spec.jobTemplate.spec.template.spec.containers.0.securityContext.readonlyRootFilesystem', true],
    ['spec.jobTemplate.spec.template.spec.containers.0.env.0.valueFrom.secretKeyRef.nam', 'x'],
    ['spec.jobTemplate.spec.template.spec.containers.0.resources.limits.memory', 'much'],
    ['spec.jobTemplate.spec.template.spec.volumes.0.projected.sources.0.configMap.itmes', []],
    ['metadata.labels.user-admin', 1],
  ])('a mistake is found: %s', (path, value) => {
    const wrong = structuredClone(planned) as CronJob & Record<string, unknown>
    const names = path.split('.')
    const inside = names
      .slice(0, -1)
      .reduce((at, name) => at[name] as Record<string, unknown>, wrong as Record<string, unknown>)
    inside[names.at(-1) ?? ''] = value
    expect(mistakesIn(wrong)).toHaveLength(1)
  })
})
