/** What is tested where nobody says otherwise. */
export const USUAL_PROBES = ['upload', 'download', 'delete', 'round_trip'] as const;

/** What probes do with objects of their own. */
export const OBJECT_PROBES = [...USUAL_PROBES, 'multipart', 'range'] as const;

export type ObjectProbe = (typeof OBJECT_PROBES)[number];

/** `newest` looks at objects of others. */
export type ProbeKind = ObjectProbe | 'newest';
