export default {
  title: '到账进度',
  empty: '还没有约定或支付。',
  agreed: '约定 {sum}',
  said: '约定 {agreed} 万元，至{date}已支付 {paid} 万元',
  legend: '实线：已支付；虚线：按承诺日期应付。',
  today: '今天',
  due: '至今日应付 {due}，已支付 {share}。',
}
