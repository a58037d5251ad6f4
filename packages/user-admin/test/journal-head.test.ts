import { generateKeyPairSync, webcrypto } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { checkHead, signHead } from '../src/journal/head.ts'
import { newHeadKey } from '../src/journal/keys.ts'
import { verify } from '../src/journal/verify.ts'
import { memoryState } from '../src/state/memory.ts'

const head = { count: 3, hash: 'ab'.repeat(32), at: '2026-11-22T08:00:00.000Z' }
const mine = await newHeadKey()
const other = await newHeadKey()
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pemOf = { type: 'pkcs8', format: 'pem' } as const

describe('a signed head', () => {
  it('is believed of the key that signed it', async () => {
    const signed = await signHead(head, mine.privateKey)
    expect(signed).toMatchObject(head)
    expect(signed.key).toMatch(/^[0-9a-f]{64}$/)
    expect(await checkHead(signed, mine.publicKey)).toEqual(head)
    expect(await checkHead(JSON.parse(JSON.stringify(signed)) as typeof signed, mine.publicKey)).toEqual(head)
  })

  it.each([
    ['another count', { count: 4 }],
    ['another hash', { hash: 'cd'.repeat(32) }],
    ['another time', { at: '2026-11-22T08:00:01.000Z' }],
    ['another signature', { signature: btoa('x'.repeat(64)) }],
    ['no base64', { signature: '%' }],
    ['no signature', { signature: undefined }],
    ['no key', { key: undefined }],
  ])('is refused with %s', async (_what, change) => {
    const signed = { ...(await signHead(head, mine.privateKey)), ...(change as object) }
    await expect(checkHead(signed, mine.publicKey)).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('is refused of another key, with both named', async () => {
    const signed = await signHead(head, other.privateKey)
    await expect(checkHead(signed, mine.publicKey)).rejects.toThrow(signed.key.slice(0, 12))
    const claimed = { ...signed, key: (await signHead(head, mine.privateKey)).key }
    await expect(checkHead(claimed, mine.publicKey)).rejects.toThrow('does not fit')
  })

  it('is made and checked with keys of WebCrypto and of openssl as well', async () => {
    const pair = (await webcrypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
    expect(await checkHead(await signHead(head, pair.privateKey), pair.publicKey)).toEqual(head)
    const pem = generateKeyPairSync('ed25519', {
      privateKeyEncoding: pemOf,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    })
    expect(await checkHead(await signHead(head, pem.privateKey), pem.publicKey.replaceAll('\n', '\r\n'))).toEqual(head)
  })

  it('needs the public key where the private one may not be exported', async () => {
    const pair = (await webcrypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
    await expect(signHead(head, pair.privateKey)).rejects.toThrow('give its public key as well')
    expect(await checkHead(await signHead(head, pair.privateKey, pair.publicKey), pair.publicKey)).toEqual(head)
    await expect(signHead(head, pair.privateKey, mine.publicKey)).rejects.toThrow('does not fit')
  })

  it.each([
    ['an RSA key', rsa.privateKey.export(pemOf) as string],
    ['a public key', mine.publicKey],
    ['a key with a password', '-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----'],
    ['what is no PEM', 'secret'],
    ['a broken PEM', mine.privateKey.replace(/.{8}\n-----END/, '\n-----END')],
    ['a novel', mine.privateKey.repeat(1000)],
    ['nothing', undefined],
  ])('is not signed with %s, and the error quotes nothing of it', async (_what, key) => {
    const error = await signHead(head, key as string).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ problem: 'invalid' })
    expect((error as Error).message).toContain('This is no private Ed25519 key')
    expect((error as Error).message).not.toContain('secret')
    expect((error as Error).cause).toBeUndefined()
  })

  it('is not checked with a private key, nor with one for something else', async () => {
    const signed = await signHead(head, mine.privateKey)
    const spki = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string
    for (const key of [mine.privateKey, spki]) await expect(checkHead(signed, key)).rejects.toThrow('no public Ed25519')
  })
})

describe('where the runtime has no Ed25519', () => {
  afterEach(() => void vi.restoreAllMocks())

  it('says so', async () => {
    const none = Object.assign(new Error('Unrecognized algorithm name'), { name: 'NotSupportedError' })
    vi.spyOn(crypto.subtle, 'importKey').mockRejectedValue(none)
    vi.spyOn(crypto.subtle, 'generateKey').mockRejectedValue(none)
    await expect(signHead(head, mine.privateKey)).rejects.toMatchObject({ problem: 'unsupported' })
    await expect(newHeadKey()).rejects.toMatchObject({ problem: 'unsupported' })
  })
})

describe('a journal verified with a signed head', () => {
  const written = async () => {
    const { journal } = memoryState()
    for (const by of ['a', 'b', 'c']) await journal.append({ kind: 'decision', plan: 'p', decision: 'held', by })
    const end = await journal.head()
    if (end === undefined) throw new Error('the journal is empty')
    return { journal, end }
  }

  it('is whole', async () => {
    const { journal, end } = await written()
    const signed = await signHead(end, mine.privateKey)
    const options = { head: signed, publicKey: mine.publicKey }
    expect(await verify(journal.lines(), options)).toMatchObject({ verdict: 'whole', notes: [] })
  })

  it('says where nobody checked the signature', async () => {
    const { journal, end } = await written()
    const signed = await signHead(end, other.privateKey)
    expect(await verify(journal.lines(), { head: signed })).toMatchObject({
      verdict: 'whole',
      notes: ['The signature of the head was not checked: no public key was given.'],
    })
  })

  it('is not verified at all with a head that somebody else signed, or nobody', async () => {
    const { journal, end } = await written()
    for (const forged of [await signHead(end, other.privateKey), end])
      await expect(verify(journal.lines(), { head: forged, publicKey: mine.publicKey })).rejects.toMatchObject({
        problem: 'invalid',
      })
  })
})
