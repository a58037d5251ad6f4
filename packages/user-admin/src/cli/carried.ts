/**
 * The files that travel within the program, by name, where it is the single executable: it has no folder of its own.
 * `undefined` where it runs from files on Node.
 */
export function carried(): ReadonlyMap<string, Buffer> | undefined {
  const sea = process.getBuiltinModule('node:sea') as typeof import('node:sea') | undefined
  if (sea?.isSea() !== true) return undefined
  return new Map(sea.getAssetKeys().map((name) => [name, Buffer.from(sea.getAsset(name))]))
}
