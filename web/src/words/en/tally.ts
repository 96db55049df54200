import type zh from '../zh-CN/tally'

const words: typeof zh = {
  title: 'Live wall',
}
export default words
