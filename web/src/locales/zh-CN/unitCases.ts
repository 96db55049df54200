export default {
  title: '本单位的案件',
  none: '您没有在任何单位任职，案件由单位办理。',
  empty: '本单位没有案件。',
  offered: '待接收',
  back: '返回本单位的案件',
  counts: '办理中 {running} 件，待接收 {offered} 件',
}
