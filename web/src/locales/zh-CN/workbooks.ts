export default {
  said: '先检查整张表；有一处不对，一行也不导入。',
  file: '选择文件（.xlsx、.xls 或 .csv）',
  form: '下载空表',
  sound: '{n} 行没有问题，可以导入。',
  faulty: '有 {n} 处不对，没有导入。请在表格里改好再选一次。',
  bring: '导入 {n} 行',
  done: '已导入：新增 {made}，更新 {changed}，未变 {kept}',
  row: '行',
  column: '列',
  what: '哪里不对',
  whole: '整张表',
  more: '还有 {n} 处没有列出。',
}
