import { GraphQLError } from 'graphql'

const failure = (message: string, code: string, exception?: Readonly<Record<string, unknown>>): GraphQLError =>
  new GraphQLError(message, { extensions: exception === undefined ? { code } : { code, exception } })

const forbiddenText = 'You do not have the appropriate permissions for that'
const lastAdminText = 'There are no other system administrators. Please assign another before removing yourself.'

/** The errors of Houston, with the texts and codes of its own (facts §4.2, recordings). */
export const failures = {
  forbidden: (): GraphQLError => failure(forbiddenText, 'FORBIDDEN', { message: forbiddenText }),
  notFound: (): GraphQLError =>
    failure('The requested resource was not found', 'RESOURCE_NOT_FOUND', { name: 'ResourceNotFoundError' }),
  emailInUse: (): GraphQLError => failure('Email address in use', 'DUPLICATE_EMAIL', { name: 'DuplicateEmailError' }),
  alreadyInvited: (): GraphQLError =>
    failure('User already invited', 'USER_ALREADY_INVITED', { name: 'UserInviteExistsError' }),
  notAWorkspaceRole: (): GraphQLError => failure('invalid workspace role', 'BAD_USER_INPUT'),
  badInput: (message: string): GraphQLError => failure(message, 'BAD_USER_INPUT', { message }),
  lastAdmin: (): GraphQLError => failure(lastAdminText, 'INTERNAL_SERVER_ERROR', { message: lastAdminText }),
  internal: (message: string): GraphQLError => failure(message, 'INTERNAL_SERVER_ERROR'),
  /** What its database says goes through as it is: without the alias, without a location. */
  database: (message: string, field: string): GraphQLError =>
    failure(message, 'INTERNAL_SERVER_ERROR', {
      result: { data: { [field]: null }, errors: [{ message, locations: [], path: [field] }] },
    }),
} as const

/** The field of the database that an error came from, if it came from there. */
export function databaseField(error: GraphQLError): string | undefined {
  const { exception } = error.extensions as {
    exception?: { result?: { errors?: readonly { path?: readonly string[] }[] } }
  }
  return exception?.result?.errors?.[0]?.path?.[0]
}
