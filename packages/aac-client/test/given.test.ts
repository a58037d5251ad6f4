import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { AacClient } from '../src/index.ts'
import { startFakeAac } from '../src/testing/index.ts'

const jwt = (iss: string): string => `e30.${Buffer.from(JSON.stringify({ iss })).toString('base64url')}.c2ln`
const pair = { access_token: 'eyJ5ecret', refresh_token: 'eyJ5ecret' }

describe('what is given for a token, and is none,', () => {
  it.each<[string, unknown, string, RegExp]>([
    ['nothing', undefined, 'NO_TOKEN', /no token was given; make a new pair/],
    ['blanks', '  \n', 'NO_TOKEN', /no token was given/],
    ['a pair', { accessToken: 'eyJ5ecret', refreshToken: 'eyJ5ecret' }, 'BAD_TOKEN', /memoryTokens\(pair\)/],
    ['a pair of the vendor’s form', pair, 'BAD_TOKEN', /fileTokens\(path\)/],
    ['the text of a token file', JSON.stringify(pair), 'BAD_TOKEN', /save it as creds\.json/],
    ['the same on many lines', JSON.stringify(pair, null, 2), 'BAD_TOKEN', /save it as creds\.json/],
    ['the name of a file', 'secrets/Creds.JSON', 'BAD_TOKEN', /name of a file/],
    ['the whole header', 'Bearer eyJ5ecret', 'BAD_TOKEN', /the word Bearer/],
    ['half a line', 'eyJ5ec ret', 'BAD_TOKEN', /copy it again/],
    ['letters that no token has', 'eyJ5ecreté', 'BAD_TOKEN', /copy it again/],
    [
      'one of another region',
      jwt('https://pingauth-eu1.alteryxcloud.com/as'),
      'OTHER_REGION',
      /set the option region to eu1/,
    ],
    ['the same with a number', jwt('https://pingauth-au1-4.alteryxcloud.com/as'), 'OTHER_REGION', /region au1/],
  ])('is one error that says what to do: %s', async (_what, given, code, says) => {
    await using fake = await startFakeAac({ seed: { people: 1 } })
    for (const token of [given as string, async () => given as string]) {
      const error = await new AacClient({ region: 'us1', token, fetch: fake.fetch })
        .currentWorkspace()
        .catch((reason: unknown) => reason)
      expect(error).toMatchObject({
        kind: 'auth',
        code,
        effect: 'none',
        message: expect.stringMatching(says) as string,
      })
      expect(inspect(error)).not.toContain('5ec')
    }
    expect(fake.requests()).toBe(0)
  })

  it.each([
    ['us1', 'https://pingauth.alteryxcloud.com/as'],
    ['us1', 'https://pingauth-us1-4.alteryxcloud.com/as'],
    ['eu1', 'https://pingauth-eu1.alteryxcloud.com/as'],
    ['au1', 'https://token.example.edu/as'],
  ] as const)('is not a token in %s that is issued by %s', async (region, iss) => {
    await using fake = await startFakeAac({ seed: { people: 1 } })
    // It is sent: the fake does not know it.
    await expect(
      new AacClient({ region, token: jwt(iss), fetch: fake.fetch }).currentWorkspace(),
    ).rejects.toMatchObject({ kind: 'auth', status: 401 })
  })

  it('is no reason to refuse where the hosts are named', async () => {
    await using fake = await startFakeAac({ seed: { people: 1 }, issuer: 'https://pingauth-eu1.alteryxcloud.com/as' })
    const { accessToken } = fake.tokens()
    await new AacClient({ hosts: fake.hosts, token: `\n${accessToken} ` }).currentWorkspace()
    expect(fake.requests()).toBe(1)
  })
})
