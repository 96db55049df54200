/** The states a mark can show. Priority where several apply: off, alert, live, wait, ready. */
export type MarkKind = 'ready' | 'wait' | 'live' | 'alert' | 'off' | 'closed' | 'none'
