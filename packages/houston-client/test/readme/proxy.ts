import { HoustonClient } from '@user-admin/houston-client'
import { fetch, ProxyAgent } from 'undici'

const {
  HOUSTON_URL: url = 'https://houston.example.com',
  HOUSTON_TOKEN: token,
  PROXY = 'http://proxy:3128',
} = process.env
const dispatcher = new ProxyAgent(PROXY)
const houston = new HoustonClient({
  url,
  token,
  fetch: async (input, init) => {
    const asked = new Request(input, init)
    const { method, signal, redirect } = asked
    const answer: unknown = await fetch(asked.url, {
      method,
      signal,
      redirect,
      headers: [...asked.headers],
      body: await asked.text(),
      dispatcher,
    })
    return answer as Response // the same, in the types of another release of undici
  },
})
console.log(await houston.version())
