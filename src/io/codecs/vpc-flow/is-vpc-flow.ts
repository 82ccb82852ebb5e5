import { flowHeader } from './vpc-flow-names.js';

const RECORD =
  /^2 (?:\d{12}|unknown) eni-[0-9a-z]{1,40} (?:[0-9a-fA-F.:]{2,45} [0-9a-fA-F.:]{2,45} (?:\d{1,10} ){5}|(?:- ){7})\d{9,11} \d{9,11} (?:ACCEPT|REJECT|-) (?:OK|NODATA|SKIPDATA)$/;

/** Words that only flow logs begin their header with; one of them must be in it. */
const TELLING = ['interface_id', 'srcaddr', 'dstaddr', 'pkt_srcaddr', 'pkt_dstaddr', 'log_status'];

/** Whether a line, the first of its input, is certainly one of a VPC flow log: a header, or a record of version 2. Records in a custom order do not tell. */
export function isVpcFlow(line: string): boolean {
  if (RECORD.test(line)) return true;
  const names = flowHeader(line);
  return names?.some((name) => TELLING.includes(name)) ?? false;
}
