import { CronJob } from 'kubernetes-models/batch/v1'
import { PersistentVolumeClaim } from 'kubernetes-models/v1'

const kinds = { 'batch/v1 CronJob': CronJob, 'v1 PersistentVolumeClaim': PersistentVolumeClaim } as const

/**
 * What is wrong with an object for Kubernetes, by what its own API says of them: types, formats, what has to be there; and
 * names that it does not know, which a server leaves out or refuses.
 */
export function mistakesIn(object: { readonly apiVersion: string; readonly kind: string }): readonly string[] {
  const Kind = kinds[`${object.apiVersion} ${object.kind}` as keyof typeof kinds]
  if (Kind === undefined) return [`${object.kind} is no object that is known here`]
  const looked = new Map<object, Set<string>>()
  try {
    // What checks an object looks at each name that it knows: those that it never looks at, it does not know.
    Kind.prototype.validate.call(watched(object, looked) as CronJob & PersistentVolumeClaim)
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
  return unknownIn(object, looked, object.kind)
}

function watched(value: unknown, looked: Map<object, Set<string>>): unknown {
  if (typeof value !== 'object' || value === null) return value
  const names = looked.get(value) ?? new Set<string>()
  looked.set(value, names)
  return new Proxy(value, {
    get: (target, name, self) => {
      if (typeof name === 'string') names.add(name)
      return watched(Reflect.get(target, name, self), looked)
    },
  })
}

function unknownIn(value: unknown, looked: ReadonlyMap<object, ReadonlySet<string>>, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inside]) =>
    looked.get(value)?.has(name) === true
      ? unknownIn(inside, looked, `${path}.${name}`)
      : [`${path}.${name} is known to nobody`],
  )
}
