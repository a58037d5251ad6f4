const dataPlatform = 'ck78quyfk000007997er4ddtb'
const ids = {
  'ada.abbott': 'ck78qvrr4000j07992kbnhk1v',
  'boris.abbott': 'ck78qvxxc000n0799fsxlvhfr',
  'jurgen.abbott': 'ck78qx3lc001e07990ce6lxrp',
  'kofi.abbott': 'ck78qx9rk001i0799v2szxlni',
  'tala.eriksen': 'ck78r9txc009n0799fsn09ma4',
}
const invited = (address: string): string => `mutation { inviteUser(email: "${address}") { id } }`
const added = (workspace: string, address: string): string =>
  `mutation { workspaceAddUser(workspaceUuid: "${workspace}", email: "${address}") { id } }`
const removed = (id: string): string => `mutation { removeUser(userUuid: "${id}") { id } }`

/** What was done on the recorded server before a case, as the case itself tells: every other exchange is not in the file. */
export const before: Readonly<Record<string, readonly string[]>> = {
  'r16-064': [added(dataPlatform, 'ada.abbott@example.com')],
  'r16-114': [invited('new.person@example.com')],
  'r16-132': ['mutation { deleteInviteToken(inviteUuid: "ck78rlhog00h70799nw62de79") { id } }'],
  'r16-138': ['mutation { deleteInviteToken(inviteUuid: "ck78rlkrk00h90799rs0vnw9w") { id } }'],
  'r16-146': [added(dataPlatform, 'jurgen.huang@example.com')],
  'r16-152': [added(dataPlatform, 'fresh.face@example.com')],
  'r16-156': [added(dataPlatform, 'Fatima.Jones@Example.COM')],
  'r16-178': [added(dataPlatform, 'jurgen.huang@example.com')],
  'r16-212': [removed(ids['tala.eriksen'])],
  'r16-214': [removed(ids['tala.eriksen'])],
  'r16-226': [`mutation { createSystemRoleBinding(userId: "${ids['jurgen.abbott']}", role: SYSTEM_VIEWER) { id } }`],
  'r16-232': [`mutation { createSystemRoleBinding(userId: "${ids['kofi.abbott']}", role: SYSTEM_ADMIN) { id } }`],
  'r16-238': [removed(ids['ada.abbott'])],
  'r16-242': [
    `mutation { deleteSystemRoleBinding(userId: "${ids['boris.abbott']}", role: SYSTEM_ADMIN) { id } }`,
    'mutation { deleteSystemServiceAccount(serviceAccountUuid: "ck78qv32800030799jdka83hx") { id } }',
  ],
  'r16-334': [
    'mutation { a: deleteInviteToken(inviteUuid: "ck78rlpe800hc0799z1bhalzx") { id } b: deleteInviteToken(inviteUuid: "ck78rlqxs00hd07996bgl7dmh") { id } }',
  ],
  'r16-338': [invited('race@example.com')],
}
