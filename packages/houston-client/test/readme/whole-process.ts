import { readFileSync } from 'node:fs'
import { setGlobalProxyFromEnv } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

const { CA = 'ca.pem', PROXY = 'http://proxy:3128' } = process.env
setDefaultCACertificates([...getCACertificates('default'), readFileSync(CA, 'utf8')])
setGlobalProxyFromEnv({ https_proxy: PROXY })
