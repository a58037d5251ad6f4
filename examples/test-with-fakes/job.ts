import { type UserAdmin, UserAdminError } from 'user-admin'

/** What is known of somebody's access to one workspace. */
export interface Access {
  readonly workspace: string
  /** `false` only where a read after the removal showed that they are out. */
  readonly getsIn: false | 'perhaps'
  /** Why that is not known to be over. */
  readonly why?: string
}

/** Takes somebody out of every workspace. One that does not work stops none of the others. */
export async function letGo(email: string, workspaces: readonly UserAdmin[]): Promise<readonly Access[]> {
  return await Promise.all(
    workspaces.map(async (admin): Promise<Access> => {
      const workspace = admin.scope.name
      try {
        const { outcome, note } = await admin.remove({ email })
        // `unchanged`: they were not in. Anything else is no proof.
        if (outcome === 'done' || outcome === 'unchanged') return { workspace, getsIn: false }
        return { workspace, getsIn: 'perhaps', why: note ?? outcome }
      } catch (error) {
        if (!(error instanceof UserAdminError)) throw error
        return { workspace, getsIn: 'perhaps', why: `${error.problem}: ${error.message}` }
      }
    }),
  )
}
