/** A time in which checks go on, marked, and alert nobody. */
export type MaintenanceWindow =
  | {
      /** Minutes of a day in the zone, 0 to 1439. */
      readonly from: number;
      readonly to: number;
      /** ISO days (1: Monday) on which it begins; absent: every day. */
      readonly days: readonly number[] | undefined;
      readonly zone: string;
    }
  | { readonly start: number; readonly end: number };
