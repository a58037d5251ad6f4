import { describe, expect, it } from 'vitest'
import { remedyOf } from '../src/access.ts'
import type { Access } from '../src/index.ts'

describe('what a person has to do about a way in that stays', () => {
  const elsewhere = 'where it is managed: in the identity provider, or by its administrator.'
  it.each<[string, Omit<Access, 'role'>, string]>([
    ['a system role', { via: 'system', managedBy: 'here' }, 'Take away the system role on the platform.'],
    ['a team here', { via: 'team', name: 'ops', managedBy: 'here' }, 'Take the person out of team ops.'],
    ['a team here without a name', { via: 'team', managedBy: 'here' }, 'Take the person out of a team.'],
    [
      'a team of the identity provider',
      { via: 'team', name: 'ops', managedBy: 'idp' },
      `Take the person out of team ops ${elsewhere}`,
    ],
    [
      'a group that SCIM fills, without a name',
      { via: 'group', managedBy: 'scim' },
      `Take the person out of that group ${elsewhere}`,
    ],
    [
      'a group of which that is not known',
      { via: 'group', name: 'class', managedBy: 'unknown' },
      `Take the person out of group class ${elsewhere}`,
    ],
  ])('names %s, and where it is managed elsewhere says so once', (_name, way, remedy) => {
    expect(remedyOf({ role: '', ...way })).toBe(remedy)
  })
})
