/**
 * A role as Houston names it: the prefix says where it holds. Open, because newer releases add names.
 *
 * Source: facts §5.1.
 */
export type Role =
  | 'SYSTEM_ADMIN'
  | 'SYSTEM_EDITOR'
  | 'SYSTEM_VIEWER'
  | 'WORKSPACE_ADMIN'
  | 'WORKSPACE_EDITOR'
  | 'WORKSPACE_VIEWER'
  | 'DEPLOYMENT_ADMIN'
  | 'DEPLOYMENT_EDITOR'
  | 'DEPLOYMENT_VIEWER'
  | 'USER'
  | (string & {})
