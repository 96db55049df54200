import type zh from '../zh-CN/ticket'

const words: typeof zh = {
  yours: 'Your number',
  ahead: '{n} before you',
  next: 'You are next',
  scan: 'Scan to follow your place and the outcome',
  print_again: 'Print again',
  print_first: 'Print a ticket',
  printed: '{ticket} printed',
  again: 'Print another',
  letter: 'Letter of this computer’s numbers',
  by_itself: 'automatic',
  letter_said: 'Two computers of one reception point need different letters, or numbers repeat.',
  representatives: 'Representatives, optional',
  representatives_hint: 'One a line: name and phone, at most 5',
}
export default words
