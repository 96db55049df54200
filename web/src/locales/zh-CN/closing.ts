export default {
  title: '办结前核对：三个讲清、三到位一处理',
  check: {
    policy: '政策已讲清',
    responsibility: '责任单位已讲清',
    route: '途径和程序已讲清',
    solved: '诉求合理的，已解决到位；没有的也勾选',
    persuaded: '诉求不合理的，已解释疏导到位；没有的也勾选',
    helped: '生活困难的，已帮扶救助到位；没有的也勾选',
    lawful: '行为违法的，已依法处理；没有的也勾选',
  },
  why_not: '没有勾选的，原因是',
  why_missing: '请写明没有勾选的原因。',
  all: '七项都已核对',
  some: '核对了 {n} 项，共七项',
}
