import asking from './asking'

const words = {
  /** What the log says of triage. */
  log: {
    ...asking.log,
    bookings_shown: '查看当日预登记',
    booking_shown: '查看预登记',
    triage_take: '受理预登记',
    triage_guide: '告知法定途径',
    triage_send_on: '转送预登记',
    triage_note_details: '核实需求与人数',
    triage_accept: '接收转送',
    triage_refuse: '退回转送',
    triage_name_place: '指定接访点',
    triage_undo: '撤销处理',
  },
}

export default words
