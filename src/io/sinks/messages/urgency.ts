/** How urgent an alert is, in the four steps that services have. */
export type Urgency = 'critical' | 'error' | 'warning' | 'info';

const WORDS: Readonly<Record<Urgency, readonly string[]>> = {
  critical: [
    'critical',
    'crit',
    'page',
    'pager',
    'fatal',
    'emergency',
    'emerg',
    'alert',
    'urgent',
    'disaster',
    'p1',
    'sev1',
    's1',
  ],
  error: ['error', 'err', 'major', 'high', 'p2', 'sev2', 's2'],
  warning: ['warning', 'warn', 'minor', 'medium', 'moderate', 'p3', 'sev3', 's3'],
  info: [
    'info',
    'information',
    'informational',
    'notice',
    'low',
    'ticket',
    'debug',
    'p4',
    'p5',
    'sev4',
    'sev5',
    's4',
    's5',
  ],
};

const KNOWN: ReadonlyMap<string, Urgency> = new Map(
  (['critical', 'error', 'warning', 'info'] as const).flatMap((urgency) =>
    WORDS[urgency].map((word) => [word, urgency] as const),
  ),
);

/** That of a severity, which is any word; of a word that is not known, and of none, `error`: it wakes somebody. */
export const urgencyOf = (severity: string | undefined): Urgency =>
  KNOWN.get(severity?.toLowerCase().replaceAll(/[\s_-]/g, '') ?? '') ?? 'error';
