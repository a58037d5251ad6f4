import { describe, expect, it } from 'vitest'
import { type Paced, paceOf } from '../src/pace.ts'

describe('the pace of a client', () => {
  const client = (own?: typeof fetch): Paced => ({ fetch: own, gate: undefined })

  it('is one for all that send with the same credential to the same origin', () => {
    const [one, other] = [client(), client()]
    expect(paceOf(one, 'https://a key1')).toBe(paceOf(other, 'https://a key1'))
    expect(one.gate).toBe(other.gate)
  })

  it.each<[string, Paced, string]>([
    ['another credential', client(), 'https://a key2'],
    ['another origin', client(), 'https://b key1'],
    ['another fetch', client(async () => new Response()), 'https://a key1'],
  ])('is another for %s', (_, other, who) => {
    expect(paceOf(other, who)).not.toBe(paceOf(client(), 'https://a key1'))
  })

  it('stays what it was, and leaves a gate of somebody else’s alone', () => {
    const [one, foreign] = [client(), client()]
    const first = paceOf(one, 'https://a key1')
    expect(paceOf(one, 'https://a key1')).toBe(first)
    const gate = (): undefined => undefined
    foreign.gate = gate
    expect([paceOf(foreign, 'https://a key1'), foreign.gate]).toEqual([undefined, gate])
  })
})
