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
    return fetch(asked.url, {
      method,
      signal,
      redirect,
      headers: [...asked.headers],
      body: await asked.text(),
      dispatcher,
    })
  },
})
console.log(await houston.version())
