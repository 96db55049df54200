export default {
  ahead: '还有 {n} 天',
  ago: '{n} 天前',
  held: '{date}（{holder}）',
  others: '同一天的其他接访日',
  unclosed: '{date}的接访日日期已过，还没有结束。',
  unclosed_do: '登记照常记在今天的接访日；请把那一天逐步结束并核对。',
  despite: '仍要这样做的理由（记入日志）',
  step: {
    line_check: '转入点名',
    go_live: '转入进行中',
    close: '结束当天',
    reconcile: '核对完毕',
  },
}
