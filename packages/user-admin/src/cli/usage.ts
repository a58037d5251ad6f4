/** The command line or the configuration is not what it should be: nothing was begun. The message says what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
