/** What became of somebody who came, or of what they did. */
export const OUTCOMES = [
  ...(['accepted', 'failed', 'invalid', 'denied', 'postponed', 'refused'] as const),
  ...(['connected', 'disconnected', 'opened', 'closed', 'ran'] as const),
] as const;

export type Outcome = (typeof OUTCOMES)[number];

/** What a program says, with a named group for each field that is in it. */
export interface Saying {
  readonly outcome: Outcome;
  readonly pattern: RegExp;
}

const saying = (outcome: Outcome, pattern: RegExp): Saying => ({ outcome, pattern });

/**
 * OpenSSH. A name that somebody made up may hold anything, ` from 192.0.2.1 port 1` too: where a name stands before the
 * address, the address is the last that there is, and the rest is sshd's own words; where the words of a client follow, it
 * is the first.
 */
const SSHD: readonly Saying[] = [
  saying(
    'failed',
    /^Failed (?<method>\S+) for (?:invalid user )?(?<user>.*) from (?<ip>\S+) port (?<port>\d+)(?: ssh\d?)?(?:: \S+ \S+)?$/,
  ),
  saying(
    'accepted',
    /^Accepted (?<method>\S+) for (?<user>.*) from (?<ip>\S+) port (?<port>\d+)(?: ssh\d?)?(?:: [^ ]+ .*)?$/,
  ),
  saying('invalid', /^Invalid user (?<user>.*) from (?<ip>\S+)(?: port (?<port>\d+))?$/),
  saying('disconnected', /^Received disconnect from (?<ip>\S+)(?: port (?<port>\d+))?: ?/),
  saying(
    'disconnected',
    /^(?:Disconnected from|Connection (?:closed|reset) by) (?:(?:(?:authenticating|invalid) )?user (?<user>.*) )?(?<ip>[^ ]+) port (?<port>\d+)(?: \[preauth\])?$/,
  ),
  saying('disconnected', /^Connection (?:closed|reset) by (?<ip>[^ ]+)(?: \[preauth\])?$/),
  saying(
    'disconnected',
    /^Disconnecting (?:(?:(?:authenticating|invalid) )?user (?<user>.*) )?(?<ip>[^ ]+) port (?<port>\d+): [^:]*$/,
  ),
  saying('disconnected', /^Did not receive identification string from (?<ip>[^ ]+)(?: port (?<port>\d+))?$/),
  saying('disconnected', /^Unable to negotiate with (?<ip>[^ ]+) port (?<port>\d+): /),
  saying('connected', /^Connection from (?<ip>[^ ]+) port (?<port>\d+)(?: |$)/),
  saying(
    'failed',
    /^error: maximum authentication attempts exceeded for (?:invalid user )?(?<user>.*) from (?<ip>[^ ]+) port (?<port>\d+) ssh\d?(?: \[preauth\])?$/,
  ),
  saying('refused', /^error: PAM: .+? for (?:(?:illegal|invalid) user )?(?<user>.*) from (?<ip>\S+)$/),
  saying('denied', /^User (?<user>.*) from (?<ip>[^ ]+) not allowed because [^:]*$/),
  saying(
    'postponed',
    /^Postponed (?<method>\S+) for (?:invalid user )?(?<user>.*) from (?<ip>\S+) port (?<port>\d+) ssh\d?(?: \[preauth\])?$/,
  ),
];

/** The first that fits counts: what was refused says why before the terminal, what was run does not. */
const SUDO: readonly Saying[] = [
  saying(
    'failed',
    /^ *(?<user>[^ ]+) : (?<times>\d+) incorrect password attempts? ; .*?USER=(?<target_user>[^ ;]+) ; (?:.*?; )?COMMAND=(?<command>.*)$/,
  ),
  saying(
    'denied',
    /^ *(?<user>[^ ]+) : (?:command not allowed|user NOT in sudoers|user NOT authorized on host|a password is required) ; .*?USER=(?<target_user>[^ ;]+) ; (?:.*?; )?COMMAND=(?<command>.*)$/,
  ),
  saying(
    'accepted',
    /^ *(?<user>[^ ]+) : (?:TTY=[^ ]+ ; )?(?:CWD|PWD)=.*? ; USER=(?<target_user>[^ ;]+) ; (?:.*?; )?COMMAND=(?<command>.*)$/,
  ),
];

const SU: readonly Saying[] = [
  saying('failed', /^FAILED SU \(to (?<target_user>[^ )]+)\) (?<user>[^ ]+) on /),
  saying('failed', /^FAILED su for (?<target_user>[^ ]+) by (?<user>[^ ]+)$/),
  saying('accepted', /^\(to (?<target_user>[^ )]+)\) (?<user>[^ ]+) on /),
  saying('accepted', /^Successful su for (?<target_user>[^ ]+) by (?<user>[^ ]+)$/),
];

const CRON: readonly Saying[] = [saying('ran', /^\((?<user>[^ )]+)\) CMD \( *(?<command>.*)\)$/)];

/** PAM speaks in the name of whoever asks it. */
export const PAM: readonly Saying[] = [
  saying(
    'opened',
    /^pam_unix\([^ )]+:session\): session opened for user (?<user>[^ (]+)(?:\(uid=\d+\))? by /,
  ),
  saying('closed', /^pam_unix\([^ )]+:session\): session closed for user (?<user>[^ ]+)$/),
  saying(
    'refused',
    /^pam_unix\([^ )]+:auth\): authentication failure; .*? rhost=(?<ip>[^ ]*)(?: +user=(?<user>[^ ]+))?$/,
  ),
];

export const SAYINGS: ReadonlyMap<string, readonly Saying[]> = new Map([
  ...['sshd', 'sshd-session', 'sshd-auth'].map((program) => [program, SSHD] as const),
  ['sudo', SUDO],
  ...['su', 'su-l'].map((program) => [program, SU] as const),
  ...['CRON', 'cron', 'crond', 'CROND'].map((program) => [program, CRON] as const),
]);
