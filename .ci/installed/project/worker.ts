import { type Places, reads } from './reads.js'

export default {
  fetch: async (request: Request): Promise<Response> => new Response(await reads((await request.json()) as Places)),
}
