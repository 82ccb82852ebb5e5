/** Where a row's time is looked for where nobody says: in the first of these that holds one. */
export const TIME_FIELDS: readonly string[] = [
  'time',
  'ts',
  'timestamp',
  'time_iso8601',
  'time_local',
  'msec',
  'date',
  'datetime',
  'date_time',
  'event_time',
  'start_utc',
  'start_local',
  't',
];
