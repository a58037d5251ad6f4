/** What a plan says cannot be undone, by the code that the page has a sentence for, in each of its languages. */
export const sentences: readonly (readonly [code: string, sentence: string])[] = [
  ['account', 'A deleted account cannot be restored; the person can only be invited anew.'],
  ['assets', 'A transfer of assets cannot be undone.'],
  [
    'assets-lost',
    'What the person owns leaves the workspace too; only the vendor’s support can bring it back, within 14 days.',
  ],
  ['suspended', 'An undo leaves out who is suspended: an invitation would let them in.'],
  ['groups', 'An invitation gives no places in groups back.'],
  ['invitations', 'Open invitations may be to workspaces, and an undo sends one to the platform only.'],
  ['invitations', 'An undo sends nobody a second invitation, and none to who is a member.'],
  ['deployments', 'Roles on deployments cannot be given back with this credential to who stays in through a team.'],
  [
    'deployments',
    'An undo leaves out who holds roles on deployments only: an invitation would give one in the whole workspace.',
  ],
  ['roles', 'Of several roles in the workspace an undo gives only the highest back.'],
  ['roles', 'A first role in a workspace can be replaced, and taken only with the whole membership.'],
]

/** The codes of what plans say; what has none is left as it is. */
export function cannotBeUndone(said: readonly string[]): readonly string[] {
  const codes = said.flatMap((text) => {
    const found = sentences.filter(([, sentence]) => text.includes(sentence))
    const rest = found.reduce((left, [, sentence]) => left.replace(sentence, ''), text).trim()
    return [...found.map(([code]) => code), ...(rest === '' ? [] : [rest])]
  })
  return [...new Set(codes)].toSorted()
}
