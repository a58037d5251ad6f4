import * as z from 'zod/mini'
import { nearest } from '../../identity/nearest.ts'

// Every rule says what would be right, and never what was there: it may be a secret that stands in the wrong place.

/** What checks a value of this type. */
export type Of<T> = z.ZodMiniType<T>
/** What checks each part of an object. */
export type Shape<T> = { readonly [K in keyof T]-?: Of<T[K]> }

/** A text that is not empty. */
export const text = (what: string): Of<string> =>
  z.string({ error: `must be ${what}` }).check(z.minLength(1, { error: `must be ${what}` }))
/** Several of them, at least one. */
export const texts = (what: string): Of<readonly string[]> =>
  z.array(text(what), { error: `must be a list, each entry ${what}` }).check(z.minLength(1, { error: 'is empty' }))
/** A file; relative paths begin at the configuration. */
export const path: Of<string> = text('the path of a file, from the folder of this one')
/** Yes or no. */
export const flag: Of<boolean> = z.boolean({ error: 'must be true or false' })
/** A number from 0. */
export const number = (what: string, most?: number): Of<number> =>
  z
    .number({ error: `must be ${what}` })
    .check(
      z.minimum(0, { error: `must be ${what}` }),
      ...(most === undefined ? [] : [z.maximum(most, { error: `must be ${what}` })]),
    )
/** One of a few words. */
export const oneOf = <const T extends string>(...words: readonly [T, ...T[]]): Of<T> =>
  z.enum(words, { error: words.length === 1 ? `must be ${words[0]}` : `must be one of ${words.join(', ')}` })
/** An address; what else is wrong with one, the client says that takes it. */
export const url: Of<string> = z.string({ error: 'must be an address like https://houston.example.com' }).check(
  z.refine((value) => !/^[^/?#]*\/\/[^/?#]*@|[?#]/u.test(value), {
    error:
      'must be an address alone, for this file gets copied and committed: no user, no password, and nothing after ? or #',
  }),
)
/** What may be left out. */
export const also = <T>(form: Of<T>): Of<T | undefined> => z.optional(form)

/** An object with these names and no others: a misspelt one would do nothing, or protect nobody. */
export function object<T>(what: string, shape: Shape<T>): Of<T> {
  const names = Object.keys(shape)
  return z.strictObject(shape, {
    error: ({ code, ...issue }) => {
      if (code !== 'unrecognized_keys') return `must be ${what}`
      const [key = ''] = (issue as { readonly keys?: readonly string[] }).keys ?? []
      const [near] = nearest(key, names)
      return near === undefined
        ? `is not known here; there are ${names.join(', ')}`
        : `is not known here; did you mean ${near}?`
    },
  }) as unknown as Of<T>
}

/** Any number of something, each by its name. */
export const byName = <T>(what: string, form: Of<T>): Of<Readonly<Record<string, T>>> =>
  z.record(
    z
      .string()
      .check(
        z.regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, { error: 'is no name: letters, figures, blanks and . _ - only' }),
      ),
    form,
    { error: `must be ${what}, each by its name` },
  )

const inline =
  'must say where the secret is, and not hold it, for this file gets copied and committed: { env: NAME }, { file: PATH }, { command: [PROGRAM, ARGUMENT] } or { keychain: { service, account } }'

/** Exactly one way to a secret. */
export function secretly<T extends object>(shape: Shape<T>): Of<T> {
  const ways = Object.keys(shape)
  const form = z
    .strictObject(shape, {
      error: ({ code }) =>
        code === 'unrecognized_keys' ? `is no way to a secret; there are ${ways.join(', ')}` : inline,
    })
    .check(
      z.refine((value) => Object.values(value).filter((one) => one !== undefined).length === 1, {
        error: `must have exactly one of ${ways.join(', ')}`,
      }),
    )
  exactlyOne.add(form)
  return form as unknown as Of<T>
}

/** What JSON Schema says by a count of properties. */
export const exactlyOne: WeakSet<object> = new WeakSet<object>()
