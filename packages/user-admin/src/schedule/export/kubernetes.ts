import { stringify } from 'yaml'
import { UserAdminError } from '../../errors.ts'
import { configFolder, type Mounted, type Mounts, mountsOf } from './container.ts'
import { fieldOf, inOrder, rangesOf } from './fields.ts'
import {
  aboutTask,
  type ExportedFile,
  type ExportedJob,
  type Installation,
  type Task,
  tasksOf,
  wordsOf,
} from './job.ts'
import { slugOf } from './slug.ts'
import { type Wake, wakesOf } from './wakes.ts'

const names = { config: 'user-admin-config', secrets: 'user-admin-secrets', state: 'user-admin-state' } as const
/** An account that there is in no image: nothing there belongs to it. */
const account = 10_001

/** A claim of a volume for the state, and a CronJob for each task of each job, in one file. */
export function kubernetes(jobs: readonly ExportedJob[], installation: Installation): readonly ExportedFile[] {
  const { image } = installation
  if (image === undefined || !/^[\w./:@-]+$/u.test(image))
    throw new UserAdminError('invalid', 'Name the image that holds user-admin: registry.example.com/user-admin:1.2.3.')
  const documents = [
    claim,
    ...jobs.flatMap((job) => tasksOf(installation).map((task) => cronJob(job, task, { ...installation, image }))),
  ]
  const text = documents.map((document) => `---\n${stringify(document, plainly)}`).join('')
  const comments = head(mountsOf(installation), installation.needs.variables)
  return [{ name: 'user-admin.kubernetes.yaml', text: `${comments.join('\n')}\n${text}` }]
}

function head({ config, secrets }: Mounts, variables: readonly string[]): readonly string[] {
  const from = ({ key }: Mounted): string => ` --from-file=${key}=FILE`
  const kept = [...secrets.map(from), ...variables.map((name) => ` --from-file=${name}=FILE`)]
  return [
    '# user-admin for Kubernetes 1.27 or newer. It looks for, in the same namespace:',
    `#   kubectl create configmap ${names.config}${config.map(from).join('')}`,
    ...(kept.length === 0 ? [] : [`#   kubectl create secret generic ${names.secrets}${kept.join('')}`]),
    `# They are found in ${configFolder}, each where the configuration names it. All is read-only but the state.`,
    '# What could change something is suspended. To switch it on:',
    `#   kubectl patch cronjob NAME --patch '{"spec":{"suspend":false}}'`,
  ]
}

// Every text in quotes: what older readers take for a number or for yes stays a text.
const plainly = {
  lineWidth: 0,
  aliasDuplicateObjects: false,
  defaultStringType: 'QUOTE_DOUBLE',
  defaultKeyType: 'PLAIN',
} as const

const labels = { 'app.kubernetes.io/name': 'user-admin' }

const claim = {
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: names.state, labels },
  // The state is on one host at a time: its locks are the kernel's.
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
}

function cronJob(job: ExportedJob, task: Task, installation: Installation & { readonly image: string }): object {
  const { timeZone, missed, jitter } = job
  const slug = slugOf(job.name)
  const own = { ...labels, 'user-admin/job': slug, 'user-admin/task': task }
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: `user-admin-${slug}-${task}`,
      labels: own,
      annotations: { description: aboutTask(job, task) },
    },
    spec: {
      schedule: task === 'apply' ? '*/15 * * * *' : scheduleOf(wakesOf(job, timeZone, installation.now)),
      ...(task === 'apply' ? {} : { timeZone }),
      suspend: task !== 'plan',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: missed === 'catch-up-one' && task !== 'apply' ? 43_200 : 60 + Math.ceil(jitter / 1000),
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 5,
      jobTemplate: {
        metadata: { labels: own },
        spec: {
          // What did not work is gone on with by the next run, and never begun a second time beside the first.
          backoffLimit: 0,
          ttlSecondsAfterFinished: 604_800,
          template: { metadata: { labels: own }, spec: pod(job, task, installation) },
        },
      },
    },
  }
}

function pod(job: ExportedJob, task: Task, installation: Installation & { readonly image: string }): object {
  const { needs, state, image } = installation
  const mounts = mountsOf(installation)
  const [program = '', ...args] = wordsOf(job, task, {
    ...installation,
    config: `${configFolder}/${mounts.config[0].path}`,
  })
  return {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 30,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: account,
      runAsGroup: account,
      fsGroup: account,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'user-admin',
        image,
        command: [literal(program)],
        // Any code but 0 is a failed job there, also that of a plan that only waits for a person.
        args: [...args, '--waiting-is-fine'].map(literal),
        workingDir: '/',
        env: needs.variables.map((name) => ({
          name,
          valueFrom: { secretKeyRef: { name: names.secrets, key: name } },
        })),
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '1Gi' } },
        volumeMounts: [
          { name: 'config', mountPath: configFolder, readOnly: true },
          { name: 'state', mountPath: state },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      {
        name: 'config',
        projected: {
          defaultMode: 0o440,
          sources: [
            { configMap: { name: names.config, items: mounts.config } },
            ...(mounts.secrets.length === 0 ? [] : [{ secret: { name: names.secrets, items: mounts.secrets } }]),
          ],
        },
      },
      { name: 'state', persistentVolumeClaim: { claimName: names.state } },
      { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
    ],
  }
}

/** Without variables: `$(NAME)` would be filled in. */
const literal = (text: string): string => text.replaceAll('$', '$$$$')

/** One expression for all: with what it wakes besides, for a CronJob has but one. */
function scheduleOf(wakes: readonly Wake[]): string {
  const all = (name: 'minutes' | 'hours'): readonly number[] => inOrder(wakes.flatMap((wake) => wake[name]))
  // Extra times of a few months belong to lines of the whole year.
  const some = (name: 'months' | 'days' | 'weekdays'): readonly number[] | undefined =>
    wakes.some((wake) => wake[name] === undefined) ? undefined : inOrder(wakes.flatMap((wake) => wake[name] ?? []))
  const byDay = wakes.filter(({ days }) => days !== undefined)
  const byWeekday = wakes.filter(({ weekdays }) => weekdays !== undefined)
  const isBoth = byDay.length > 0 && byWeekday.length > 0 && byDay.length + byWeekday.length === wakes.length
  const [days, weekdays] = isBoth
    ? [inOrder(byDay.flatMap((wake) => wake.days ?? [])), inOrder(byWeekday.flatMap((wake) => wake.weekdays ?? []))]
    : [some('days'), some('weekdays')]
  const months = some('months')
  // With both, either day is meant, where neither begins with a star.
  const shown = (values: readonly number[] | undefined, least: number, most: number): string =>
    values === undefined ? '*' : isBoth ? rangesOf(values) : fieldOf(values, least, most)
  return [
    fieldOf(all('minutes'), 0, 59),
    fieldOf(all('hours'), 0, 23),
    shown(days, 1, 31),
    months === undefined ? '*' : fieldOf(months, 1, 12),
    shown(weekdays, 0, 6),
  ].join(' ')
}
