import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/**
 * Ends a run with vitest's own counts on a line of its own: `N passed, N failed`
 * (and `, N skipped` where a test was), after a line `not passed: …` for each failure. What failed outside of a test
 * counts as one failure each: a module that could not even be loaded, a hook, a promise that nobody awaited.
 */
export default class Counts implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    let passed = 0
    let skipped = 0
    const failures: string[] = []
    const fail = (where: string, why: readonly SerializedError[]) => {
      const [first = ''] = (why[0]?.message ?? '').split('\n')
      failures.push(`not passed: ${where}: ${first}`)
    }
    for (const error of errors) fail('outside of a test', [error])
    for (const module of modules) {
      const file = module.relativeModuleId
      for (const error of module.errors()) fail(file, [error])
      for (const suite of module.children.allSuites())
        for (const error of suite.errors()) fail(`${file} > ${suite.fullName}`, [error])
      for (const test of module.children.allTests()) {
        const { state, errors: why } = test.result()
        if (state === 'passed') passed += 1
        else if (state === 'failed') fail(`${file} > ${test.fullName}`, why)
        else skipped += 1
      }
    }
    process.once('exit', () => {
      const tail = skipped > 0 ? `, ${skipped} skipped` : ''
      process.stdout.write(`\n${[...failures, `${passed} passed, ${failures.length} failed${tail}`].join('\n')}\n`)
    })
  }
}
