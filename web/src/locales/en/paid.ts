export default {
  title: 'Payments over time',
  empty: 'Nothing is agreed or paid yet.',
  agreed: 'Agreed {sum}',
  said: 'Agreed {agreed}, paid {paid} by {date}, in ten thousand yuan',
  legend: 'Solid: paid. Dashed: agreed by the date of each promise.',
  today: 'today',
  due: 'Due by today {due}; {share} of it paid.',
}
