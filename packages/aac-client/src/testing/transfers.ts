import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import { field } from '../errors.ts'
import { invalid, notFound } from './answers.ts'
import { both, type Context, isRefusal, type Operation, record } from './context.ts'
import { assetTypes, byEmail, type FakeAsset, type FakePerson } from './world.ts'

const transferUserAssets = {
  name: 'transferUserAssets',
  method: 'PATCH',
  path: 'workspaces/:workspace/transfer',
  planes: both,
  admin: true,
  there: ({ transferMethod = 'PATCH' }) => transferMethod === 'PATCH',
  answer: transfer,
} satisfies Operation

/** How assets change their owner: by PATCH, though POST was once believed (facts §9.9). */
export const transfers: readonly Operation[] = [
  transferUserAssets,
  { ...transferUserAssets, path: 'workspaces/current/transfer', planes: ['app'] },
  { ...transferUserAssets, method: 'POST', there: ({ transferMethod }) => transferMethod === 'POST' },
]

/** By ids or by e-mail addresses. Both must still be members: a removed person has nothing left to give (facts §6). */
function transfer(context: Context): FakeAnswer {
  const { workspace, body } = context
  const member = (which: 'from' | 'to'): FakePerson | undefined => {
    const email = field(body, `${which}PersonEmail`)
    return typeof email === 'string'
      ? byEmail(workspace, email)
      : workspace.people.get(Number(field(body, `${which}PersonId`)))
  }
  for (const which of ['from', 'to']) {
    if (field(body, `${which}PersonId`) === undefined && field(body, `${which}PersonEmail`) === undefined)
      return invalid(`"${which}PersonId" is required`)
  }
  const from = member('from')
  const to = member('to')
  if (from === undefined || to === undefined) return notFound()
  if (from === to) return invalid('the two people must differ')
  const chosen = assetsOf(from, field(body, 'assets') ?? 'all')
  if (isRefusal(chosen)) return chosen
  const going = new Set(chosen)
  to.assets = [...to.assets, ...chosen]
  from.assets = from.assets.filter((asset) => !going.has(asset))
  record(context, 'transferUserAssets', from.email, { to: to.email, assets: chosen.length })
  return { status: 204 }
}

/** All of them, or those that are named by type: each a list of ids, or `all` (facts §3.2). */
function assetsOf(from: FakePerson, wanted: unknown): readonly FakeAsset[] | FakeAnswer {
  if (wanted === 'all') return from.assets
  if (typeof wanted !== 'object' || wanted === null) return invalid('"assets" must be "all" or lists by type')
  const chosen: FakeAsset[] = []
  for (const [type, ids] of Object.entries(wanted)) {
    if (!assetTypes.includes(type)) return invalid(`"assets" does not know ${type}`)
    const owned = from.assets.filter((asset) => asset.type === type)
    if (ids === 'all') chosen.push(...owned)
    else if (Array.isArray(ids)) {
      const named = ids.map((id) => owned.find((asset) => asset.id === Number(id)))
      if (!named.every((asset) => asset !== undefined)) return notFound()
      chosen.push(...named)
    } else return invalid(`"assets.${type}" must be a list of ids or "all"`)
  }
  return chosen
}
