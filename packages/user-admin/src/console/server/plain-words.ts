/** Words of the engine that stand in its sentences, and what whoever uses the page calls the same. */
const plain: readonly (readonly [engine: RegExp, page: string])[] = [
  [/\b(the|this|that|a|no|one|another|each|such) scope\b/giu, '$1 workspace'],
  [/\b(the|these|all|no|its own|at least one|fewer|in) scopes\b/giu, '$1 workspaces'],
  [/\b(the|this|that|a|another) journal\b/giu, '$1 record'],
  [/\b(the|this|a|no) roster\b/giu, '$1 list'],
  [/\b(a|no|new) baseline\b/giu, '$1 record of who is there'],
  [/\bout of quarantine\b/giu, 'back into regular runs'],
]

/**
 * A sentence of the engine in the words of the page. Only whole phrases are replaced: a workspace may have any name.
 */
export const plainly = (sentence: string): string =>
  plain.reduce((text, [engine, page]) => text.replace(engine, page), sentence)
