import { availableParallelism } from 'node:os'
import { defaultServerConditions } from 'vite'
import { configDefaults, defineConfig, type TestProjectConfiguration, type ViteUserConfig } from 'vitest/config'
import { notHere } from './.ci/elsewhere.ts'

// The sources run as they are: the `source` condition leads past `dist`.
const ssr = { resolve: { conditions: ['source', ...defaultServerConditions] } }

/** Tests that start and kill many processes, or play many random worlds, by package: `pnpm test:long` runs them, and so does `.ci/run`. */
export const takingLong: Readonly<Record<string, readonly string[]>> = {
  'houston-client': ['codegen', 'docs'],
  'aac-client': ['docs', 'exec-tokens', 'signals', 'torture', 'vendor-samples'],
  'user-admin': [
    'aac-worlds-random',
    'admins-interleaved',
    'apply-drain',
    'apply-halted',
    'approval-random',
    'contract-watched',
    'cli-docs',
    'cli-forty-teams',
    'cli-hundred-targets',
    'cli-notify-runs',
    'cli-schedule',
    'cluster',
    'console-server-resumed',
    'enter',
    'evidence-auditor',
    'held-processes',
    'houston-access',
    'houston-removal',
    'identity-pairs',
    'journal-audit',
    'killed',
    'ninety-days',
    'notify-processes',
    'pace-limits',
    'plan-ways',
    'random-summaries',
    'requests-houston',
    'schedule-torture',
    'schedule-export-times',
    'schedule-export-tools',
    'slow-leak',
    'torture-directory',
    'state-processes',
    'state-random',
    'undo-torture',
    'held-moving',
  ],
  examples: [
    'docs-run',
    'empty-project',
    'examples',
    'express-route',
    'many-workspaces',
    'offboard',
    'practice',
    'readmes',
    'roster-from-csv',
    'scheduled-job',
    'test-with-fakes',
  ],
}

const project = (name: string, root: string): TestProjectConfiguration => ({
  ssr,
  test: {
    name,
    root,
    include: ['test/**/*.test.ts'],
    exclude: [
      ...configDefaults.exclude,
      ...[...(takingLong[name] ?? []), ...notHere(name)].map((file) => `test/${file}.test.ts`),
    ],
    // Only what hangs: programs that a busy machine starts slowly are no failures.
    testTimeout: 120_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
})

// Needs Chromium, which `bash .ci/chromium` installs: `pnpm test --project console` runs it, and nothing else does.
const isConsole = process.argv.some(
  (arg, index) => arg === '--project=console' || (arg === '--project' && process.argv[index + 1] === 'console'),
)
const inBrowser: TestProjectConfiguration = {
  ssr,
  test: {
    name: 'console',
    root: 'packages/user-admin',
    include: ['test-console/**/*.test.ts'],
    globalSetup: 'test-console/setup.ts',
    // A browser each.
    maxWorkers: 2,
    // Waits end with what they wait for; a machine that is slow, or at work on other things, only takes longer.
    testTimeout: 180_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    restoreMocks: true,
    unstubEnvs: true,
  },
}

const config: ViteUserConfig = defineConfig({
  ssr,
  test: {
    // On two cores vitest would leave one idle.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      project('wire', 'packages/wire'),
      project('houston-client', 'packages/houston-client'),
      project('aac-client', 'packages/aac-client'),
      project('user-admin', 'packages/user-admin'),
      project('examples', 'examples'),
      ...(isConsole ? [inBrowser] : []),
    ],
    reporters: ['default', './.ci/reporter.ts'],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts', 'examples/*/*.ts'],
      exclude: ['**/generated.ts'],
      // The files that are not covered whole, then the sum.
      reporter: [['text', { skipFull: true }], 'text-summary', 'json-summary'],
      thresholds: { lines: 90 },
    },
  },
})
export default config
