import { field } from '../text-format/field.js';
import { MESSAGE_SLOTS, SyslogCutter } from '../text-format/syslog-cutter.js';
import { textFormat } from '../text-format/text-format.js';
import { syslogStamps } from '../time/syslog-stamps.js';
import { saidFields } from './auth-fields.js';

/**
 * The log of who came in and who did not: `auth.log`, or `secure`, with the lines of sshd, sudo, su, cron and PAM.
 *
 *     Nov 29 10:00:01 web1 sshd[4711]: Failed password for invalid user admin from 192.0.2.7 port 40022 ssh2
 *
 * The rules are the messages of OpenSSH (`auth_log` in auth.c, packet.c), of sudo ("Log format" in sudoers(5)), of su and of
 * pam_unix. `outcome` says what became of it:
 *
 *   - `accepted`, `failed`, `invalid` (there is no such user), `denied` (may not, whatever the password), `postponed`;
 *   - `connected`, `disconnected`; `opened`, `closed` (sessions); `ran` (a command of cron);
 *   - `refused`: PAM said no. The program itself says what came of it besides: count one of them.
 *
 * Whoever connects chooses the name of the user, and what is said when the connection ends: the address is read where no name
 * can reach. Lines of other programs, and other messages, are rows without an outcome. Times are local: say the zone, where
 * the machine has a syslog that leaves it out. The year is told by when the input was written.
 */
export const auth = textFormat({
  name: 'auth',
  summary: 'auth.log and secure: sshd, sudo, su, cron and PAM.',
  slots: MESSAGE_SLOTS,
  cutter: () => new SyslogCutter(),
  time: { slot: 'time', read: syslogStamps, yearless: true },
  inSyslog: true,
  fields: [
    field.host('hostname', 'hostname', 'the machine'),
    field.text('program', 'program', 'who says it, such as sshd'),
    field.number('pid', 'pid', 'its process'),
    saidFields,
    field.unique('message', 'message', 'all of what is said'),
  ],
  isCertain: (line) =>
    /^\S.{14,160}? (?:sshd(?:-session|-auth)?|sudo|su|login|cron|crond|CRON|systemd-logind)(?:\[\d+\])?: /.test(
      line,
    ) || /: pam_unix\(\S+:(?:auth|session)\): /.test(line),
});
