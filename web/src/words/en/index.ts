import type zh from '../zh-CN'
import arrival from './arrival'
import outcome from './outcome'
import people from './people'
import shell from './shell'
import sites from './sites'
import tally from './tally'

const words: typeof zh = { arrival, outcome, people, shell, sites, tally }
export default words
