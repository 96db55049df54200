import absences from './absences'
import agenda from './agenda'
import arrival from './arrival'
import asking from './asking'
import backlog from './backlog'
import bookings from './bookings'
import bulletin from './bulletin'
import calendar from './calendar'
import calling from './calling'
import care from './care'
import cases from './cases'
import closing from './closing'
import days from './days'
import feed from './feed'
import heard from './heard'
import leader from './leader'
import notices from './notices'
import outcome from './outcome'
import paid from './paid'
import payees from './payees'
import people from './people'
import planning from './planning'
import readiness from './readiness'
import register from './register'
import rehearsing from './rehearsing'
import room from './room'
import roster from './roster'
import samples from './samples'
import shell from './shell'
import signing from './signing'
import sign_off from './signOff'
import sites from './sites'
import start from './start'
import supervision from './supervision'
import support from './support'
import tally from './tally'
import ticket from './ticket'
import topics from './topics'
import triage from './triage'
import unit_cases from './unitCases'
import units from './units'
import workbooks from './workbooks'

export default {
  absences,
  agenda,
  arrival,
  asking,
  bookings,
  bulletin,
  calendar,
  calling,
  backlog,
  care,
  cases,
  closing,
  days,
  feed,
  heard,
  leader,
  notices,
  outcome,
  paid,
  payees,
  people,
  planning,
  register,
  readiness,
  rehearsing,
  room,
  roster,
  samples,
  shell,
  signing,
  sites,
  supervision,
  sign_off,
  start,
  support,
  tally,
  ticket,
  topics,
  triage,
  unit_cases,
  units,
  workbooks,
}
