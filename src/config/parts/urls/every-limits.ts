/** How often a target may be checked, in milliseconds. */
export const EVERY_LIMITS = { least: 5000, most: 86_400_000 } as const;
