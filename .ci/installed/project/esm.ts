import * as aac from '@user-admin/aac-client'
import * as aacTesting from '@user-admin/aac-client/testing'
import * as houston from '@user-admin/houston-client'
import * as houstonTesting from '@user-admin/houston-client/testing'
import * as core from 'user-admin'
import { jobs } from './jobs.js'

await jobs({ aac, aacTesting, core, houston, houstonTesting })
