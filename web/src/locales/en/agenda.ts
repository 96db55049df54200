export default {
  ahead: 'in {n} day | in {n} days',
  ago: '{n} day ago | {n} days ago',
  held: '{date} ({holder})',
  others: 'Other days of this date',
  unclosed: 'The reception day of {date} is over by its date and was never closed.',
  unclosed_do: "Registrations go to today's day as usual; close and reconcile that one, step by step.",
  despite: 'Why it is done all the same (kept in the log)',
  step: {
    line_check: 'Line check',
    go_live: 'Go live',
    close: 'Close the day',
    reconcile: 'Reconcile',
  },
}
