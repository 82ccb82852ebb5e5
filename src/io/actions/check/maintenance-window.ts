/** A time in which checks go on, marked, and alert nobody. */
export type MaintenanceWindow =
  | {
      /** Minutes of a day in the zone, 0 to 1439: it holds while the clocks there show a time from this one on … */
      readonly from: number;
      /** … and before this one; of the next day where it is not later, so that the same one is 24 hours. */
      readonly to: number;
      /** ISO days (1: Monday) on which it begins; absent: every day. */
      readonly days: readonly number[] | undefined;
      readonly zone: string;
    }
  | { readonly start: number; readonly end: number };
