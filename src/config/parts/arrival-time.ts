/** Of a source whose rows have the times at which they came: those never go back. */
export const ARRIVAL_TIME = { lateness: 0, idle: 0, ahead: Number.MAX_SAFE_INTEGER } as const;
