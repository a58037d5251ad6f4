import { GraphQLError } from 'graphql'
import type { Switches } from './profiles.ts'

const failure = (message: string, code: string, exception?: Readonly<Record<string, unknown>>): GraphQLError =>
  new GraphQLError(message, { extensions: exception === undefined ? { code } : { code, exception } })

const internalCode = 'INTERNAL_SERVER_ERROR'
const forbiddenText = 'You do not have the appropriate permissions for that'
/** An error class with a text of its own shows that text a second time. */
const told = (message: string, code: string): GraphQLError => failure(message, code, { message })

/** How each time says that a permission is missing (facts §4.2, §4.3). */
const forbidden: Readonly<Record<Switches['permissionError'], () => GraphQLError>> = {
  FORBIDDEN: () => told(forbiddenText, 'FORBIDDEN'),
  PERMISSION_DENIED: () => failure(forbiddenText, 'PERMISSION_DENIED'),
  insufficient: () => failure('Insufficient permissions.', internalCode),
  'not-authorised': () => failure('Not Authorised!', internalCode),
}

/** The errors of Houston, with the texts and codes of its own (facts §4.2, recordings). */
export const failures = {
  forbidden: (how: keyof typeof forbidden = 'FORBIDDEN'): GraphQLError => forbidden[how](),
  notFound: (): GraphQLError =>
    failure('The requested resource was not found', 'RESOURCE_NOT_FOUND', { name: 'ResourceNotFoundError' }),
  emailInUse: (): GraphQLError => failure('Email address in use', 'DUPLICATE_EMAIL', { name: 'DuplicateEmailError' }),
  alreadyInvited: (): GraphQLError =>
    failure('User already invited', 'USER_ALREADY_INVITED', { name: 'UserInviteExistsError' }),
  signUpsDisabled: (): GraphQLError =>
    failure(
      'Public sign ups are disabled, a valid inviteToken is required to login to the platform. Public sign ups can be enabled via configuration change.',
      'PUBLIC_SIGNUPS_DISABLED',
      { name: 'PublicSignupsDisabledError' },
    ),
  inviteOfAnother: (): GraphQLError =>
    failure('This email is not associated with the specified invite token', 'INVITE_EMAIL_NOT_MATCH', {
      name: 'InviteTokenEmailError',
    }),
  notConfirmed: (): GraphQLError => failure('Your account is awaiting email confirmation', 'ACCOUNT_NOT_CONFIRMED'),
  noCredentials: (): GraphQLError => told('No password credentials found', 'UNAUTHENTICATED'),
  wrongPassword: (): GraphQLError => told('Invalid password and username combination', internalCode),
  notAWorkspaceRole: (): GraphQLError => failure('invalid workspace role', 'BAD_USER_INPUT'),
  roleOfAnotherKind: (): GraphQLError => failure("Entity and role types don't match", 'BAD_USER_INPUT'),
  labelTaken: (label: string): GraphQLError =>
    failure(`Service Account already exists with the name ${label}`, 'BAD_USER_INPUT'),
  badInput: (message: string): GraphQLError => told(message, 'BAD_USER_INPUT'),
  invalidRole: (): GraphQLError => told('Invalid role', 'BAD_USER_INPUT'),
  duplicateBinding: (): GraphQLError => told('A duplicate role binding already exists', 'BAD_USER_INPUT'),
  noBinding: (): GraphQLError => told('The role binding does not exist for this user', 'BAD_USER_INPUT'),
  invalidDeployment: (): GraphQLError => told('Invalid deployment', internalCode),
  notInWorkspace: (): GraphQLError =>
    told(
      'This user does not belong to the workspace. Please add the user to the workspace and try again',
      'BAD_USER_INPUT',
    ),
  lastAdmin: (): GraphQLError =>
    told('There are no other system administrators. Please assign another before removing yourself.', internalCode),
  scim: (code: string): GraphQLError =>
    failure('Users and roles are managed by SCIM', code, { name: 'ScimEnabledUpsertEntityNotSupportedError' }),
  internal: (message: string): GraphQLError => failure(message, internalCode),
  /** What its database says goes through as it is: without the alias, without a location. */
  database: (message: string, field: string): GraphQLError =>
    failure(message, internalCode, {
      result: { data: { [field]: null }, errors: [{ message, locations: [], path: [field] }] },
    }),
  /** The connection to the database broke: as any error, with its place. */
  databaseGone: (field: string): GraphQLError => {
    const message = 'request to http://database/houston failed, reason: socket hang up'
    return failure(message, internalCode, { errors: [{ message, locations: [], path: [field] }] })
  },
  databaseFailed: (field: string): GraphQLError =>
    failures.database(
      'Whoops. Looks like an internal server error. Search your server logs for request ID: local:ck0',
      field,
    ),
  /** The database does not find a row that it is to connect, change or delete. */
  noNode: (model: string, id: string, field: string): GraphQLError =>
    failures.database(`No Node for the model ${model} with value ${id} for id found.`, field),
  noWhere: (model: string, field: string): GraphQLError =>
    failures.database(`You provided an invalid argument for the where selector on ${model}.`, field),
} as const

/** The field of the database that an error came from, if it came from there. */
export function databaseField(error: GraphQLError): string | undefined {
  const { exception } = error.extensions as {
    exception?: { result?: { errors?: readonly { path?: readonly string[] }[] } }
  }
  return exception?.result?.errors?.[0]?.path?.[0]
}
