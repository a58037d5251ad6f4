import { Fault } from './fault.ts'

const untrusted = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
  'INVALID_CA',
])

/** Why a connection could not be encrypted, and what to do about it. */
export function tlsReason(name: string, error: Error): Fault {
  const code = 'code' in error ? String(error.code) : 'no code'
  if (untrusted.has(code))
    return new Fault(
      `The certificate of ${name} is not from an authority that is trusted here (${code}): give the certificate of its authority as tls.ca, in PEM.`,
    )
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return new Fault(
      `The certificate of ${name} is for another name (${code}): name the controller as its certificate does, or give that name as tls.servername.`,
    )
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID')
    return new Fault(
      `The certificate of ${name} is not valid today (${code}): renew it, or set this machine’s clock right.`,
    )
  return new Fault(
    `The connection to ${name} could not be encrypted (${code}): see that it has a certificate, and that the port is one for LDAP over TLS.`,
  )
}
