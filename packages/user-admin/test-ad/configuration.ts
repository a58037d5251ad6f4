/**
 * The configuration of a controller that is LDAP and nothing else, with all of its files in one folder. With a password
 * it is bound to under TLS only.
 */
export const configuration = (folder: string, address: string): string => `[global]
  netbios name = DC1
  realm = CORP.TEST
  workgroup = CORP
  server role = active directory domain controller
  server services = ldap
  interfaces = ${address}/8
  bind interfaces only = yes
  ldap server require strong auth = yes
  tls enabled = yes
  tls keyfile = ${folder}/key.pem
  tls certfile = ${folder}/certificate.pem
  tls cafile = ${folder}/ca.pem
  private dir = ${folder}/private
  state directory = ${folder}/state
  cache directory = ${folder}/cache
  lock directory = ${folder}
  pid directory = ${folder}
  binddns dir = ${folder}/bind-dns
  ncalrpc dir = ${folder}/ncalrpc
  ntp signd socket directory = ${folder}/ntp
  winbindd socket directory = ${folder}/winbindd
  log file = ${folder}/log
`
