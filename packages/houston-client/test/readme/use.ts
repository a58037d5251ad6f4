import { HoustonClient } from '@user-admin/houston-client'

const { HOUSTON_URL: url = 'https://houston.example.com', HOUSTON_TOKEN: token } = process.env
const houston = new HoustonClient({ url, token })
const [workspace] = await houston.workspaces()
for await (const { username, status } of houston.members(workspace?.id ?? '')) console.log(username, status)
const invite = await houston.invite('ana@example.com')
await houston.deleteInvite(invite.id)
