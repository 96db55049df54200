import type zh from '../zh-CN/triage'
import asking from './asking'

const words: typeof zh = {
  /** What the log says of triage. */
  log: {
    ...asking.log,
    bookings_shown: "Read a day's pre-registrations",
    booking_shown: 'Read a pre-registration',
    triage_take: 'Took a pre-registration',
    triage_guide: 'Told another route',
    triage_send_on: 'Sent a pre-registration on',
    triage_note_details: 'Noted needs and people',
    triage_accept: 'Accepted one sent on',
    triage_refuse: 'Sent one back',
    triage_name_place: 'Named the site that receives',
    triage_undo: 'Took a decision back',
  },
}

export default words
