import { createHash } from 'node:crypto'

/**
 * A name that every scheduler takes: small letters, figures and `-`, at most 30. Where something had to be left out, a
 * piece of a digest keeps it apart from others.
 */
export function slugOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^-+|-+$/gu, '')
  if (plain === name && plain.length <= 30) return plain
  const mark = createHash('sha256').update(name).digest('hex').slice(0, 6)
  return `${plain.slice(0, 23).replace(/-+$/u, '') || 'job'}-${mark}`
}
