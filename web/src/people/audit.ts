/** The audit log as it is read: its words, and what a filter asks for. */

import type { Asked } from '../ui/useList'

/** The words of lines that a filter offers, those of one subject together; a line may say others. */
export const WHATS = [
  'signed_in',
  'sign_in_failed',
  'signed_out',
  'signed_out_everywhere',
  'session_ended',
  'password_changed',
  'totp_added',
  'totp_removed',
  'invited',
  'invitation_accepted',
  'account_changed',
  'email_changed',
  'calendar_address_made',
  'calendar_address_revoked',
  'account_suspended',
  'account_restored',
  'grant_given',
  'grant_taken',
  'post_given',
  'post_changed',
  'post_ended',
  'post_taken_up',
  'signed_in_at_device',
  'device_enrolled',
  'device_revoked',
  'first_step_ticked',
  'sample_sites_loaded',
  'site_made',
  'site_changed',
  'unit_made',
  'unit_changed',
  'units_imported',
  'sites_imported',
  'site_ended',
  'sites_invited',
  'site_invitation_revoked',
  'site_registered',
  'booking_submitted',
  'booking_corrected',
  'booking_appointed',
  'booking_moved',
  'booking_checked_in',
  'booking_check_in_undone',
  'booking_withdrawn',
  'booking_expired',
  'booking_joined',
  'booking_split',
  'bookings_shown',
  'booking_shown',
  'attachment_opened',
  'triage_take',
  'triage_guide',
  'triage_send_on',
  'triage_note_details',
  'triage_accept',
  'triage_refuse',
  'triage_name_place',
  'triage_undo',
  'question_asked',
  'question_redirected',
  'question_taken_back',
  'question_shown',
  'question_answered',
  'answer_file_added',
  'answer_file_removed',
  'question_chased_deputy',
  'question_chased_above',
  'site_registration_confirmed',
  'site_registration_sent_back',
  'day_planned',
  'day_plan_changed',
  'site_commanded',
  'site_plan_changed',
  'roster_imported',
  'roster_copied',
  'roster_filled',
  'leave_said',
  'leave_changed',
  'leave_taken_back',
  'recusal_said',
  'recusal_changed',
  'recusal_taken_back',
  'timetable_moved',
  'timetable_asked',
  'timetable_taken',
  'timetable_discarded',
  'timetable_published',
  'rehearsal_asked',
  'rehearsal_ended',
  'support_opened',
  'support_decided',
  'support_measure_entered',
  'support_measure_ended',
  'sample_drawn',
  'sample_called',
  'bulletin_begun',
  'bulletin_changed',
  'bulletin_sent',
  'bulletin_returned',
  'bulletin_published',
  'duty_set',
  'duty_changed',
  'duty_removed',
  'duty_taken_over',
  'duty_handed_back',
  'duty_attendance_said',
  'day_postponed',
  'day_cancelled',
  'room_checked',
  'check_marked',
  'line_test_asked',
  'incident_take',
  'incident_note',
  'incident_end',
  'sites_reminded',
  'roll_called',
  'unmasked',
  'brief_read',
  'visit_shown',
  'notice_printed',
  'notice_repeated',
  'log_exported',
  'accounts_exported',
  'log_checked',
  'month_erased',
  'backup_restored',
] as const

/** `who` is a principal, `account:…`; `from` and `to` are days as a date box has them, both included. */
export const NO_FILTER = {
  ...{ what: '', who: '', about: '', place: '', from: '', to: '' },
  ...{ sort: 'at', descending: 'true' },
} satisfies Asked
export type Filter = typeof NO_FILTER

/** The query of a filter: days begin and end at midnight of this machine. */
export function queryOf({ from, to, sort: _, ...same }: Filter): Record<string, string | null> {
  return { ...same, since: midnight(from, 0), until: midnight(to, 1) }
}

function midnight(day: string, later: number): string | null {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return null
  return new Date(year, month - 1, date + later).toISOString()
}

/** The kind and the end of what a line is about: `matter:2023-11-09/HN-D-430102/…` is a matter of that site and day. */
export function aboutOf(about: string): { kind: string; rest: string } {
  const [kind = '', rest = ''] = [about.slice(0, about.indexOf(':')), about.slice(about.indexOf(':') + 1)]
  if (kind === 'day') return { kind, rest }
  const parts = rest.split('/')
  return { kind, rest: parts.length > 1 ? parts.slice(0, 2).join(' ') : rest.slice(-6) }
}
