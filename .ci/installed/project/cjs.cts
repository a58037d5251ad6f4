import aac = require('@user-admin/aac-client')
import aacTesting = require('@user-admin/aac-client/testing')
import houston = require('@user-admin/houston-client')
import houstonTesting = require('@user-admin/houston-client/testing')
import core = require('user-admin')
import own = require('./jobs.js')

own.jobs({ aac, aacTesting, core, houston, houstonTesting }).catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
