import { HoustonClient, type TypedDocument } from '@user-admin/houston-client'
import type { OwnersQuery, OwnersQueryVariables } from './generated.ts'

const owners: TypedDocument<OwnersQuery, OwnersQueryVariables> = /* GraphQL */ `
  query Owners($workspaceUuid: Uuid!) {
    workspaceUsers(workspaceUuid: $workspaceUuid) {
      username
      roleBindings {
        role
      }
    }
  }
`
const { HOUSTON_URL: url = 'https://houston.example.com', HOUSTON_TOKEN: token } = process.env
const houston = new HoustonClient({ url, token })
const { workspaceUsers } = await houston.execute(owners, { workspaceUuid: 'ckbv818oa00r107606ywhoqtw' })
for (const user of workspaceUsers ?? []) console.log(user?.username, user?.roleBindings)
