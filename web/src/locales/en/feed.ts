import type zh from '../zh-CN/feed'

const words: typeof zh = {
  title: 'Calendar subscription',
  own: 'Subscribe to the reception days of your places in the calendar of a phone or computer; it follows each change by itself.',
  series:
    'Subscribe to the dates of this series in a calendar; a date that is not announced yet is marked as tentative.',
  make: 'Make an address',
  renew: 'Renew',
  renew_sure: 'Renew, end the old one',
  revoke: 'Revoke',
  revoke_sure: 'Revoke this address',
  back: 'No',
  about: 'calendar address',
  since: 'Made {time}. The address is shown only when it is made; renew it if it is lost.',
  address: 'Address to subscribe to',
  copy: 'Copy',
  copied: 'Copied',
  secret:
    'The address is a key: it shows the dates to everyone who has it, so please keep it to yourself. It is not shown again after you leave this page.',
  revoked: 'Revoked',
}
export default words
