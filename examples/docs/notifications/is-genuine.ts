import assert from 'node:assert/strict'
// #region
import { createHmac, timingSafeEqual } from 'node:crypto'

function isGenuine(headers: Record<string, string>, body: string, secret: string): boolean {
  const { 'webhook-id': id = '', 'webhook-timestamp': time = '', 'webhook-signature': signatures = '' } = headers
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret)
  const wanted = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`)
  const isFresh = Math.abs(Date.now() / 1000 - Number(time)) < 300
  return (
    isFresh &&
    signatures.split(' ').some((one) => {
      const given = Buffer.from(one)
      return given.length === wanted.length && timingSafeEqual(given, wanted)
    })
  )
}
// #endregion

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes or so').toString('base64')}`
const [id, time, body] = ['msg_1', String(Math.floor(Date.now() / 1000)), '{"version":1}']
const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
const signed = `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`
const headers = { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,older ${signed}` }
assert.equal(isGenuine(headers, body, secret), true)
assert.equal(isGenuine(headers, '{"version":2}', secret), false)
assert.equal(isGenuine({ ...headers, 'webhook-timestamp': '1' }, body, secret), false)
