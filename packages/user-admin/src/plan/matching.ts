/** By what a member is found to be a person of a directory, in this order. */
export type Rule = 'stored-id' | 'mail' | 'alias' | 'upn'
