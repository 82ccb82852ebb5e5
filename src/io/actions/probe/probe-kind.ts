/** What a probe does with a bucket. */
export const PROBES = ['upload', 'download', 'delete', 'round_trip'] as const;

export type ProbeKind = (typeof PROBES)[number];
