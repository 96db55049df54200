export default {
  title: '实时看板',
}
