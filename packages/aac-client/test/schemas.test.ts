import { expect, it } from 'vitest'
import { onePerson, someGroups, somePeople } from '../src/schemas.ts'

it('a person is read whatever is missing, null or new, and ids become text', () => {
  const odd = {
    id: '7',
    gid: null,
    isAdmin: null,
    authorizationRoles: { data: [{ policyId: 5, tag: 'workspace_admin', extra: 1 }] },
    shoeSize: 43,
  }
  expect(onePerson(odd)).toEqual({
    value: {
      id: '7',
      gid: null,
      isAdmin: null,
      authorizationRoles: [{ policyId: '5', tag: 'workspace_admin', extra: 1 }],
      shoeSize: 43,
    },
  })
  expect(onePerson({ id: 0 })).toEqual({ value: { id: '0' } })
  expect(somePeople({ data: [{ id: 1 }], count: '1' })).toEqual({ value: { data: [{ id: '1' }], count: 1 } })
  expect(somePeople({ data: [], count: null })).toEqual({ value: { data: [], count: undefined } })
})

it.each([
  [{ id: '' }, 'id'],
  [{ id: -1 }, 'id'],
  [{ id: 1.5 }, 'id'],
  [{ id: null }, 'id'],
  [{ id: 1, isDisabled: 'false' }, 'isDisabled'],
  [{ id: 1, authorizationRoles: 'all' }, 'authorizationRoles'],
  ['person', 'its top'],
])('a person on whom later code could not rely is refused: %j', (person, at) => {
  expect(onePerson(person)).toEqual({ at })
  expect(somePeople({ data: [{ id: 1 }, person] })).toEqual({ at: at === 'its top' ? 'data.1' : `data.1.${at}` })
})

it.each([
  ['members without ids', { users: [{ email: 'ana@example.edu' }] }, undefined, undefined],
  ['a count of members', { members: 12, roles: [{ policyId: 5 }] }, undefined, [{ policyId: '5' }]],
  ['a sentence for roles', { users: [7], roles: 'Viewer' }, [{ id: '7' }], undefined],
])('a group with %s does not tell them, and is a group all the same', (_how, odd, members, roles) => {
  expect(someGroups({ groups: [{ id: 9, name: 'Makers', ...odd }] })).toMatchObject({
    value: { data: [{ id: '9', name: 'Makers', members, roles: roles }] },
  })
})
