/** Words that only those who built this know: none of them is shown to anybody. */
export const ours: RegExp =
  /digest|\bscope|roster|\bdrift|canar(?:y|ies)|journal|quarantin|\bplanes?\b|snapshot|ledger|baseline|\bdrain|\bguards?\b|canonical|payload/iu
