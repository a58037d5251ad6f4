/** `ada.abbott@example.com` is Ada Abbott. */
export function fullName(username: string): string {
  return (username.split('@')[0] ?? '')
    .split(/[._-]+/)
    .filter((part) => part !== '')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ')
}
