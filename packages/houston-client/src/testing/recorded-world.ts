import type { Seed, SeedBinding, SeedUser } from './seed.ts'

const [dataPlatform, marketing, finance] = [
  'ck78quyfk000007997er4ddtb',
  'ck78quzz400010799hwytvg1l',
  'ck78qv1io0002079959hwwl2o',
] as const

/** Ids that the recordings use. */
const ids: Readonly<Record<string, string>> = {
  'ada.abbott': 'ck78qvrr4000j07992kbnhk1v',
  'boris.abbott': 'ck78qvxxc000n0799fsxlvhfr',
  'chen.abbott': 'ck78qw43k000r0799q6cvkv2j',
  'jurgen.abbott': 'ck78qx3lc001e07990ce6lxrp',
  'kofi.abbott': 'ck78qx9rk001i0799v2szxlni',
  'kofi.eriksen': 'ck78r9ko0009h0799dryansck',
  'tala.eriksen': 'ck78r9txc009n0799fsn09ma4',
  'sven.eriksen': 'ck78r9yk0009q0799q95c00a3',
  'jurgen.huang': 'ck78rgfkw00dx0799zfouvo0s',
}
const first =
  'ada boris chen dana emile fatima grace hugo iris jurgen kofi lena mei nils olu priya quinn rosa soren tala'
const last = 'abbott brandt castro dubois eriksen fischer garcia huang ivanov jones'
const workspaceRole = (index: number): string =>
  index % 10 === 0 ? 'WORKSPACE_ADMIN' : index % 3 === 1 ? 'WORKSPACE_VIEWER' : 'WORKSPACE_EDITOR'

function bindings(index: number): SeedBinding[] {
  const system = ['SYSTEM_ADMIN', 'SYSTEM_ADMIN', 'SYSTEM_EDITOR'][index]
  const workspaces = [
    ...(index < 60 ? [dataPlatform] : []),
    ...(index >= 40 && index < 110 ? [marketing] : []),
    ...(index >= 110 && index < 150 && index !== 130 ? [finance] : []),
    ...(index === 180 ? [finance] : []),
  ]
  return [
    ...(system === undefined ? [] : [{ role: system }]),
    ...workspaces.map((workspace) => ({ role: workspaceRole(index), workspace })),
  ]
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

function person(index: number): SeedUser {
  const given = first.split(' ')[index % 20] ?? ''
  const family = last.split(' ')[Math.floor(index / 20)] ?? ''
  const name = `${given}.${family}`
  const address = `${name}@example.com`
  const id = ids[name]
  // Old rows have their address as it was typed.
  const typed = `${capital(given)}.${capital(family)}@Example.COM`
  const emails = index === 180 || index === 185 ? [typed] : [address]
  return {
    ...(id === undefined ? {} : { id }),
    username: address,
    emails: [...emails, ...(name === 'jurgen.huang' ? ['jurgen.second@example.org'] : [])],
    status: name === 'emile.brandt' ? 'pending' : 'active',
    roleBindings: bindings(index),
  }
}

const key = (letter: string): string => `${letter}123456789abcdef0123456789abcdef`
const account = (letter: string, label: string, role: string, workspace?: string, id?: string) => ({
  label,
  apiKey: key(letter),
  ...(id === undefined ? {} : { id }),
  roleBinding: { role, ...(workspace === undefined ? {} : { workspace }) },
})
const invite = (id: string, name: string, workspace?: string, role = 'WORKSPACE_VIEWER') => ({
  id,
  email: `${name}@example.com`,
  ...(workspace === undefined ? {} : { workspace, role }),
})

/**
 * What a fake of 0.16.6 holds that was given no seed: what the server of the recordings held, as far as they show it.
 * Three workspaces, 200 people, seven open invites, and a service account of each role, whose keys differ in the first
 * character: `0` SYSTEM_ADMIN, `1` SYSTEM_EDITOR, `2` SYSTEM_VIEWER, `a` to `c` the roles of the first workspace, `d`
 * and `e` WORKSPACE_ADMIN of the second and third.
 */
export const recordedWorld: Seed = {
  workspaces: [
    { id: dataPlatform, label: 'Data Platform' },
    { id: marketing, label: 'Marketing' },
    { id: finance, label: 'Finance' },
  ],
  users: Array.from({ length: 200 }, (_, index) => person(index)),
  invites: [
    invite('ck78rlhog00h70799nw62de79', 'pending.system1'),
    invite('ck78rlj8000h80799u7xa1ys0', 'pending.system2'),
    invite('ck78rlkrk00h90799rs0vnw9w', 'pending.ws1', dataPlatform),
    invite('ck78rlmb400ha0799vtvye3ci', 'pending.ws1.editor', dataPlatform, 'WORKSPACE_EDITOR'),
    invite('ck78rlnuo00hb07990000000x', 'pending.ws2', marketing),
    invite('ck78rlpe800hc0799z1bhalzx', 'pending.both', dataPlatform),
    invite('ck78rlqxs00hd07996bgl7dmh', 'pending.both', marketing, 'WORKSPACE_EDITOR'),
  ],
  serviceAccounts: [
    account('0', 'sys-admin-sa', 'SYSTEM_ADMIN', undefined, 'ck78qv32800030799jdka83hx'),
    account('1', 'sys-editor-sa', 'SYSTEM_EDITOR'),
    account('2', 'sys-viewer-sa', 'SYSTEM_VIEWER'),
    account('a', 'ws1-admin-sa', 'WORKSPACE_ADMIN', dataPlatform, 'ck78qvcbk00090799uyo6g893'),
    account('b', 'ws1-editor-sa', 'WORKSPACE_EDITOR', dataPlatform),
    account('c', 'ws1-viewer-sa', 'WORKSPACE_VIEWER', dataPlatform, 'ck78qvihs000d07995th5z40b'),
    account('d', 'ws2-admin-sa', 'WORKSPACE_ADMIN', marketing),
    account('e', 'ws3-admin-sa', 'WORKSPACE_ADMIN', finance),
  ],
}
