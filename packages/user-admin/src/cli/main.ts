#!/usr/bin/env node
import { started } from './started.ts'

await started(process.argv.slice(2))
