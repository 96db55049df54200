const words = {
  /** What the log says of questions to units. */
  log: {
    question_asked: '征询单位',
    question_redirected: '改征询单位',
    question_taken_back: '收回征询',
    question_shown: '查看征询',
    question_answered: '答复征询',
    question_chased_deputy: '征询逾期，已提醒带班负责人',
    question_chased_above: '征询逾期，已报上一级',
  },
}

export default words
