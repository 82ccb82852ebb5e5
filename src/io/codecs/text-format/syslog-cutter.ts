import type { Cutter } from './cutter.js';
import { SlotFields } from './slot-fields.js';
import { SYSLOG_SLOTS, takeSyslogHead } from './syslog-head.js';

/** The slots of a line of a syslog of which the message is not cut. */
export const MESSAGE_SLOTS = [...SYSLOG_SLOTS, 'message'];

/** Finds what stands around a message in a syslog, and the message. */
export class SyslogCutter implements Cutter {
  readonly fields = new SlotFields(MESSAGE_SLOTS.length);
  readonly problem = 'No time, machine and program: at its start.';

  cut(bytes: Buffer, from: number, to: number): boolean {
    const message = takeSyslogHead(bytes, from, to, this.fields);
    if (message === -1) return false;
    this.fields.set(SYSLOG_SLOTS.length, message, to);
    return true;
  }
}
