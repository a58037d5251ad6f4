import type { Reporter, TestModule } from 'vitest/node'

/**
 * Ends a run with vitest's own counts on a line of its own: `N passed, N failed`
 * (and `, N skipped` where a test was). What failed outside of a test counts as one failure each: a module that could not
 * even be loaded, a hook, a promise that nobody awaited.
 */
export default class Counts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0
    let failed = errors.length
    let skipped = 0
    for (const module of modules) {
      failed += module.errors().length
      for (const suite of module.children.allSuites()) failed += suite.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'failed') failed += 1
        else skipped += 1
      }
    }
    process.once('exit', () => {
      const tail = skipped > 0 ? `, ${skipped} skipped` : ''
      process.stdout.write(`\n${passed} passed, ${failed} failed${tail}\n`)
    })
  }
}
