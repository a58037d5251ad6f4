import fc from 'fast-check'
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
  [{ id: { length: { toString: 1 } } }, 'id'],
  [{ id: 1, isDisabled: 'false' }, 'isDisabled'],
  [{ id: 1, authorizationRoles: 'all' }, 'authorizationRoles'],
  ['person', 'its top'],
])('a person on whom later code could not rely is refused: %j', (person, at) => {
  expect(onePerson(person)).toEqual({ at })
  expect(somePeople({ data: [{ id: 1 }, person] })).toEqual({ at: at === 'its top' ? 'data.1' : `data.1.${at}` })
})

it('a page is read as its schemas read it, whether it needs them or not', () => {
  const text = fc.oneof(fc.string(), fc.constant(null))
  const id = fc.oneof(fc.nat(), fc.constantFrom(-1, 1.5, 2 ** 53, '', '7', 'a', null, true, [], {}))
  const roles = fc.oneof(
    fc.array(fc.record({ policyId: id, name: text, tag: fc.oneof(text, fc.nat()) }, { requiredKeys: [] })),
    fc.constantFrom(null, 'all', [[]], [null], { data: [{ policyId: 5 }] }),
  )
  const person = fc.record(
    {
      id: fc.oneof({ weight: 5, arbitrary: fc.nat() }, id),
      email: text,
      isDisabled: fc.constantFrom(true, false, null, 'false'),
      authorizationRoles: roles,
      shoeSize: fc.jsonValue(),
    },
    { requiredKeys: ['id'] },
  )
  const odd = { id: 0, authorizationRoles: { data: [] } }
  fc.assert(
    fc.property(fc.array(person), fc.constantFrom(undefined, null, 3, -3, 1.5, '3', 'x'), (data, count) => {
      const page = (...rows: readonly unknown[]): unknown => JSON.parse(JSON.stringify({ data: rows, count }))
      // A person in an unusual form has the whole page read by its schemas.
      const [read, judged] = [somePeople(page(...data)), somePeople(page(odd, ...data))]
      if ('value' in read && 'value' in judged) {
        expect(read.value).toEqual({ ...judged.value, data: judged.value.data.slice(1) })
      } else expect('at' in read && 'at' in judged).toBe(true)
    }),
    { numRuns: 300 },
  )
})

it('a name that would change what a person is made of is dropped', () => {
  const read = somePeople(JSON.parse('{"data":[{"id":1,"__proto__":{"email":"eve@example.edu"}}]}'))
  expect(read).toEqual({ value: { data: [{ id: '1' }], count: undefined } })
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
