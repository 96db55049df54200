import type zh from '../zh-CN/sites'

const words: typeof zh = {
  enrol: {
    title: 'Enrol this computer',
    said: 'Once enrolled, this computer records for the site, also while offline.',
    code: 'Code',
    code_hint: '8 digits, from the site coordinator',
    submit: 'Enrol this computer',
    wrong: 'The code has 8 digits; this is “{value}”.',
    make: 'Open “Devices” and make a code',
    how: 'No code? The site coordinator signs in, opens “Devices” and presses “Make a code”. It works once, within 10 minutes.',
    again: 'The server no longer knows this computer. Enrol it with a new code and the {n} kept here will be sent.',
    others:
      'This computer now belongs to {site}. With another site’s code, the {n} of {site} not sent yet stay here until it is enrolled back.',
    move: 'This computer now belongs to {from} ({label}). This code is for {to}. Move it to {to}?',
    move_to: 'Move it to {to}',
    stay: 'Leave it at {from}',
    unkept:
      'This browser cannot keep entries, so enrolling is of no use. Use a normal window, or the latest Chrome or Edge.',
    done: 'Enrolled: {site}',
  },
  update: {
    ready: 'There is a new version',
    safe: 'What you are typing is kept here and will be there after the update.',
    now: 'Update now',
    later: 'Later',
  },
}
export default words
