import type zh from '../zh-CN/devices'

const words: typeof zh = {
  title: 'Site devices',
  site: 'Reception site',
  choose: 'Choose a site to make an enrolment code for it.',
  filter: 'Filter devices',
  search: 'Name of a device, or code of a site',
  trusted: 'Trusted',
  counted: '{n} device | {n} devices',
  label: 'Name of the device',
  label_hint: 'What is written on the machine, such as "Desk 1"',
  enrol: 'Make an enrolment code',
  code_title: 'Enrolment code',
  code_said: 'Open {address} on that computer and type these 8 digits. Valid until {time}, works once.',
  none: 'No device has been enrolled yet.',
  enrolled_at: 'Enrolled',
  heard: 'Last heard',
  never: 'Not yet',
  revoke: 'Revoke',
  revoke_title: 'Revoke "{label}"?',
  revoke_said:
    'The machine can no longer send entries; those it holds unsent stay on it. To use it again, enrol it anew.',
  revoked: 'Revoked',
  keep: 'Keep it',
  need_label: 'Give the device a name.',
}

export default words
