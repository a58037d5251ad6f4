import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { HoustonClient, type HoustonRelease } from '@user-admin/houston-client'

const { HOUSTON_URL: url = 'https://houston.example.com', HOUSTON_TOKEN: token } = process.env
const file = 'houston-release.json'
const release = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as HoustonRelease) : undefined
const houston = new HoustonClient({ url, token, release })
console.log(await houston.workspaces())
if (release === undefined) writeFileSync(file, JSON.stringify(await houston.release()))
