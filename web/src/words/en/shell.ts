import type zh from '../zh-CN/shell'

const words: typeof zh = {
  product: 'Reception Day',
  skip: 'Skip to content',
  menu: 'Main navigation',
  close: 'Close',
  other_language: '中文',
  theme_dark: 'Dark',
  theme_light: 'Light',
  account_menu: 'Menu of {name}',
  sessions: 'My sign-ins and password',
  sign_out: 'Sign out',
  sign_out_everywhere: 'Sign out on all devices',
  nav: { leader: 'Receive', wall: 'Live', people: 'People', devices: 'Devices' },
  rehearsal: 'Rehearsal',
  rehearsal_speed: 'Rehearsal at {speed}×',
  again: 'Try again',
  home: 'Go to the first page',
  more: 'Show more',
  load_more: 'Show {n} more',
  loading: 'Fetching data',
  state: {
    not_found: 'There is no such page',
    not_found_safe: 'The address may be mistyped, or the page was taken down. No data was lost.',
    no_rights: 'Your account cannot open this page',
    no_rights_safe: 'You are signed in as {name} ({role}). To open this page, ask the organiser for the role.',
    expired: 'Your session has ended',
    expired_safe:
      'What you see stopped a moment ago; everything received is safe on the server. Sign in to come back to this page.',
    sign_in_again: 'Sign in again',
    no_line: 'The server cannot be reached',
    no_line_safe: 'Everything registered is safe on the server. Check the cable or Wi-Fi, then press the button below.',
    broken: 'This page could not be opened',
    broken_safe:
      'Everything registered is safe on the server. Reloading usually helps; if not, tell the administrator the time: {time}.',
  },
  problem: {
    no_line: 'The server cannot be reached, so this step was not sent. Press again when the line is back.',
    internal:
      'The server could not finish this step ({code}). What was saved is safe. Press again; if it stays, call the administrator.',
    wait: 'Try again in {seconds} s.',
  },
  role: {
    organiser: 'Organiser',
    leader: 'Receiving leader',
    department: 'Department official',
    officer: 'Petition officer',
    coordinator: 'Site coordinator',
    registrar: 'Registrar',
    supervisor: 'Supervisor',
    auditor: 'Auditor',
    administrator: 'Administrator',
    interpreter: 'Interpreter',
    device: 'Site device',
  },
}
export default words
