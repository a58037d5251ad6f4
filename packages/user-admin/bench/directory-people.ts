/** Somebody of a made-up company, of whom one in a hundred has left. */
export const person = (index: number): { id: string; mail: string; upn: string; name: string; enabled: boolean } => ({
  id: `3f2504e0-4f89-41d3-9a0c-${index.toString(16).padStart(12, '0')}`,
  mail: `Person.${index}@example.edu`,
  upn: `p${index}@corp.example`,
  name: `Person ${index}`,
  enabled: index % 100 !== 0,
})

/** The same as a table, as a directory exports it. */
export function table(people: number): string {
  const rows = Array.from({ length: people }, (_, index) => {
    const { id, mail, upn, name, enabled } = person(index)
    return `${id},${mail},${upn},SMTP:${mail}|smtp:p.${index}@example.edu,${name},${enabled},Department ${index % 50}\r\n`
  })
  return `id,mail,userPrincipalName,proxyAddresses,displayName,accountEnabled,department\r\n${rows.join('')}`
}
