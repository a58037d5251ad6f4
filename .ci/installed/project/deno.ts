import { type Places, reads } from './reads.js'

declare const Deno: { readonly args: readonly string[] }

console.log(await reads(JSON.parse(Deno.args[0] ?? '') as Places))
