const firstNames = [
  'ada',
  'boris',
  'chen',
  'dana',
  'emile',
  'fatima',
  'grace',
  'hugo',
  'iris',
  'jurgen',
  'kofi',
  'lena',
  'mei',
  'nils',
  'olu',
  'priya',
  'quinn',
  'rosa',
  'soren',
  'tala',
]
const lastNames = ['abbott', 'brandt', 'castro', 'dubois', 'eriksen', 'fischer', 'garcia', 'huang', 'ivanov', 'jones']

/** The address of the person with this number, the same each time. */
export function addressOfPerson(index: number): string {
  const first = firstNames[index % firstNames.length] ?? ''
  const last = lastNames[Math.floor(index / firstNames.length) % lastNames.length] ?? ''
  const round = Math.floor(index / (firstNames.length * lastNames.length))
  return `${first}.${last}${round === 0 ? '' : round + 1}@example.com`
}

/** `ada.abbott@example.com` is Ada Abbott. */
export function fullName(username: string): string {
  return (username.split('@')[0] ?? '')
    .split(/[._-]+/)
    .filter((part) => part !== '')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ')
}
