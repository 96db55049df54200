import type zh from '../zh-CN/workbooks'

const words: typeof zh = {
  said: 'The whole sheet is checked first; where one cell is wrong, nothing is imported.',
  file: 'Choose a file (.xlsx, .xls or .csv)',
  form: 'Download an empty form',
  sound: '{n} row is in order and can be imported. | {n} rows are in order and can be imported.',
  faulty:
    'There is {n} fault; nothing was imported. Mend the sheet and choose it again. | There are {n} faults; nothing was imported. Mend the sheet and choose it again.',
  bring: 'Import {n} row | Import {n} rows',
  done: 'Imported: {made} new, {changed} changed, {kept} unchanged',
  row: 'Row',
  column: 'Column',
  what: 'What is wrong',
  whole: 'Whole sheet',
  more: '{n} more is not listed. | {n} more are not listed.',
}
export default words
