import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where a secret came to light, and in which form; never the secret. */
export interface Hit {
  readonly secret: string
  readonly form: string
  readonly where: string
}

/** A piece of a secret in one form. */
interface Needle {
  readonly secret: string
  readonly form: string
  readonly text: string
}

/** Secrets that must come to light nowhere, and whatever is looked through for them. */
export class Canaries {
  readonly #secrets = new Map<string, string>()
  readonly #needles: Needle[] = []
  #seed = 7

  /** How many there are. */
  get size(): number {
    return this.#secrets.size
  }

  /** A new secret of its own: letters and figures, and in its midst what gets quoted and escaped. */
  make(name: string, length = 32): string {
    const half = (letters: number): string => Array.from({ length: letters }, () => this.#letter()).join('')
    const value = `${half(Math.floor((length - 4) / 2))}+/"&${half(Math.ceil((length - 4) / 2))}`
    return this.keep(name, value)
  }

  /** A new key in the form of Houston's: 32 hex digits. */
  makeKey(name: string): string {
    return this.keep(name, Array.from({ length: 32 }, () => '0123456789abcdef'[this.#next() % 16]).join(''))
  }

  /** A new token in the form of a JWT that is whole, and of nobody. */
  makeToken(name: string, claims: object = {}): string {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const signature = Buffer.from(Array.from({ length: 256 }, () => this.#next() % 256)).toString('base64url')
    return this.keep(name, `${part({ alg: 'RS256' })}.${part({ ...claims, jti: this.#next() })}.${signature}`)
  }

  /** Takes a secret that was made elsewhere. */
  keep(name: string, value: string): string {
    if (this.#secrets.get(name) === value) return value
    this.#secrets.set(name, value)
    for (const text of pieces(value)) this.#needles.push(...inEveryForm(name, text))
    return value
  }

  /** Whatever of them is in a text. */
  in(where: string, text: string): readonly Hit[] {
    const found = this.#needles.filter((needle) => text.includes(needle.text))
    return [...new Map(found.map(({ secret, form }) => [`${secret} ${form}`, { secret, form, where }])).values()]
  }

  /** Whatever of them is in the files of a folder, but in those that keep them. */
  async under(folder: string, isKept: (path: string) => boolean): Promise<readonly Hit[]> {
    const files = await readdir(folder, { recursive: true, withFileTypes: true })
    const found = files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name))
      .filter((path) => !isKept(path.slice(folder.length + 1).replaceAll('\\', '/')))
      .map(async (path) => this.in(path.slice(folder.length + 1), await readFile(path, 'latin1')))
    return (await Promise.all(found)).flat()
  }

  #letter(): string {
    const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
    return letters[this.#next() % letters.length] ?? ''
  }

  #next(): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647
    return this.#seed >>> 3
  }
}

/** The whole, and its ends: what was cut is a secret all the same. Of a JWT its payload and signature. */
function pieces(value: string): readonly string[] {
  const parts = value.startsWith('eyJ') ? value.split('.').slice(1) : [value]
  return (
    [...new Set(parts.flatMap((part) => (part.length < 24 ? [part] : [part, part.slice(0, 12), part.slice(-12)])))]
      // How every payload begins tells nothing.
      .filter(
        (piece) => piece.length >= 10 && !(value.startsWith('eyJ') && piece.startsWith('eyJ') && piece.length === 12),
      )
  )
}

function inEveryForm(secret: string, text: string): readonly Needle[] {
  const hex = Buffer.from(text).toString('hex')
  const forms: [string, string][] = [
    ['raw', text],
    ['json', JSON.stringify(text).slice(1, -1)],
    ['url', encodeURIComponent(text)],
    ['url, every letter', hex.replaceAll(/../gu, (byte) => `%${byte}`)],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
    ...[0, 1, 2].flatMap((before): [string, string][] => {
      const base64 = Buffer.from('\0'.repeat(before) + text).toString('base64')
      // Without the letters that what stands around it changes.
      const sure = base64.slice(Math.ceil((before * 8) / 6), Math.floor(((before + text.length) * 8) / 6))
      return [
        [`base64 +${before}`, sure],
        [`base64url +${before}`, sure.replaceAll('+', '-').replaceAll('/', '_')],
      ]
    }),
  ]
  return forms.map(([form, encoded]) => ({ secret, form, text: encoded }))
}
