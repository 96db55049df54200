import type zh from '../zh-CN/ticket'

const words: typeof zh = {
  yours: 'Your number',
  ahead: '{n} before you',
  next: 'You are next',
  scan: 'Scan to follow your place and the outcome',
  type: 'Cannot scan? Open this address and type the code',
  telephone: 'Telephone of the site {telephone}',
  printed_anew: 'They are on the ticket: saving prints a new one, and the old one is void.',
  print_again: 'Print again',
  print_first: 'Print a ticket',
  printed: '{ticket} printed',
  again: 'Print another',
  numbers: 'Numbers of this computer: {letter}{first} to {letter}{last}',
  numbers_said: 'Each computer is given its own numbers when it is enrolled; they never repeat, even without a line.',
  no_numbers: 'This computer has no ticket numbers yet; it gets them with the line. Then press “Print a ticket”',
  representatives: 'Representatives, optional',
  representatives_hint: 'One a line: name and phone, at most 5',
}
export default words
