/** What the server says, by shorter names. The shapes are generated (`./dev wire`): its routes', and its feed's. */
import type { components } from './schema'
import type { AttentionItem, BoardAnswer, MomentFigures, TallyAnswer } from './wire'

export type { BoardChanges, Counts, CurveSlot, FromServer, SiteFacts, ToServer } from './wire'

type Said = components['schemas']

export type Tally = TallyAnswer
export type Figures = MomentFigures
export type Attention = AttentionItem
export type Board = BoardAnswer
export type MatterRow = Said['MatterRow']
export type InFull = Said['UnmaskedAnswer']
export type MattersPage = Said['MattersPage']
export type Me = Said['MeAnswer']
export type OwnPosts = Said['OwnPostsAnswer']
export type UnitChoices = Said['ChoicesAnswer']
export type UnitChoice = Said['ChoiceAnswer']
/** With the units that an outcome may name, where they were asked for. */
export type Reference = Said['ReferenceAnswer'] & { units?: UnitChoice[] }
export type Day = Said['DayAnswer']
export type OfficialDays = Said['HolidaysAnswer']
export type Days = Said['DaysAnswer']
export type Invitation = Said['InvitedAnswer']
export type Account = Said['AccountAnswer']
export type Accounts = Said['AccountsAnswer']
export type NoticeRow = Said['NoticeAnswer']
export type NoticesPage = Said['NoticesAnswer']
export type NoticeText = Said['TextAnswer']
export type FirstSteps = Said['FirstStepsAnswer']
export type Link = Said['LinkAnswer']
export type SiteRow = Said['SiteRowAnswer']
export type SitesPage = Said['SitesAnswer']
export type Device = Said['DeviceAnswer']
export type Devices = Said['DevicesAnswer']
export type Enrolment = Said['EnrolmentAnswer']
export type TotpSecret = Said['TotpAnswer']
export type Contact = Said['ContactAnswer']
export type BrowserSession = Said['SessionAnswer']
export type BrowserSessions = Said['SessionsAnswer']
export type AuditLine = Said['LineAnswer']
export type Chain = Said['ChainAnswer']
export type AuditLines = Said['LinesAnswer']
export type KnownVisits = Said['KnownAnswer']
export type Turn = Said['TurnAnswer']
export type TurnsPage = Said['WaitingPage']
export type Ticket = Said['TicketAnswer']
export type CalendarAddress = Said['CalendarAnswer']
export type CalendarAddresses = Said['CalendarsAnswer']
export type NewCalendarAddress = Said['CalendarMadeAnswer']
export type PublicNotice = Said['PublicNoticeAnswer']
export type PublicSite = Said['PublicSiteAnswer']
export type NoticePlace = Said['PlaceToGo']
export type NoticeChange = Said['ChangeAnswer']
export type TicketOutcome = Said['TicketOutcome']
export type CallingScreen = Said['CallingAnswer']
export type ShownTicket = Said['ShownTicket']
export type PlannedDay = Said['DayPlanAnswer']
export type DayPlan = Required<Said['DayPlanShape']>
export type SiteOfDay = Said['SiteOfDay']
export type SitePlan = Required<Said['SitePlanShape']>
export type SeriesDay = Said['SeriesDay']
export type UnitRow = Said['UnitAnswer']
export type UnitsPage = Said['UnitsAnswer']
export type PostRow = Said['PostAnswer']
export type PostsPage = Said['PostsAnswer']
/** What became of a workbook that was sent. */
export type Report = Said['ReportAnswer']
export type SiteDetails = Required<Said['DetailsShape']>
export type SiteDifference = Said['DifferenceShape']
export type SiteLink = Said['RegisterAnswer']
export type SiteRegistered = Said['RegisteredAnswer']
export type SiteRegistrations = Said['RegistrationsAnswer']
export type SiteInvitation = Said['SiteInvitationAnswer']
export type SiteInvitations = Said['SiteInvitationsAnswer']
export type NewSiteInvitation = Said['SiteInvitationMadeAnswer']
export type SheetReport = Said['SheetReportAnswer']
export type SiteVersions = Said['VersionsAnswer']
export type Roster = Said['RosterAnswer']
export type RosterDuty = Said['DutyAnswer']
export type DutyPlan = Required<Said['DutyShape']>
export type OwnDuty = Said['OwnDuty']
export type OwnDuties = Said['OwnDutiesAnswer']
export type Readiness = Said['ReadinessAnswer']
export type ReadySite = Said['SiteChecks']
export type SiteReadiness = Said['SiteReadinessAnswer']
export type IncidentRow = Said['IncidentAnswer']
export type IncidentDetail = Said['IncidentDetail']
export type Checked = Said['CheckedAnswer']
export type LineNumbers = Said['MeasuredLine']
export type Reminder = Said['ReminderAnswer']
