export default {
  title: 'Cases of my unit',
  none: 'You hold no post at a unit; cases are answered for by units.',
  empty: 'Your unit has no case.',
  offered: 'To accept',
  back: 'Back to the cases of my unit',
  counts: '{running} running, {offered} to accept',
}
