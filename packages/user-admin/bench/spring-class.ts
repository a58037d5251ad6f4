import type { UserReader } from '../src/index.ts'

/** What a class answers of itself, whoever is in it. */
export const springClass: Pick<UserReader, 'scope' | 'roleModel' | 'whoAmI' | 'roles'> = {
  scope: {
    system: 'aac',
    kind: 'workspace',
    origin: 'https://us1.alteryxcloud.com',
    id: '41877',
    name: 'spring-class',
  },
  roleModel: 'many',
  whoAmI: async () => ({ id: 'me', kind: 'person', email: 'me@example.edu' }),
  roles: async () => [{ id: 'viewer', name: 'Viewer', admin: false }],
}
