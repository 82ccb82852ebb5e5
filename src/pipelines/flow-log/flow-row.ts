/** One flow record, as it was received. An alias and no interface, so that it is a `Row` too. */
export type FlowRow = {
  /** When it arrived, epoch milliseconds; never before that of a record that was stored earlier. */
  readonly time: number;
  readonly src_app: string;
  readonly dest_app: string;
  readonly vpc_id: string;
  /** Bytes, whole, 0 to 2^53 - 1. */
  readonly bytes_tx: number;
  /** Bytes, whole, 0 to 2^53 - 1. */
  readonly bytes_rx: number;
  /** The bucket that the record is counted in: any whole number from 0 to 2^53 - 1, and no hour of a day. */
  readonly hour: number;
};

/** Takes an hour out: a row like the others, so that it is journaled, and in order with them. */
export type ForgetRow = {
  readonly time: number;
  readonly forget: number;
};

/** What a flow record is known by; texts. */
export const FLOW_NAMES = ['src_app', 'dest_app', 'vpc_id'] as const;

/** What is summed. */
export const FLOW_SUMS = ['bytes_tx', 'bytes_rx'] as const;

/** The fields of a flow record, in the order in which they are answered. */
export const FLOW_FIELDS = [...FLOW_NAMES, ...FLOW_SUMS, 'hour'] as const;

/** Names of apps and VPCs are at most so long, in UTF-16 code units. */
export const LONGEST_NAME = 256;
