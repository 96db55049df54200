import type zh from '../zh-CN'
import people from './people'
import shell from './shell'
import tally from './tally'

const words: typeof zh = { shell, people, tally }
export default words
