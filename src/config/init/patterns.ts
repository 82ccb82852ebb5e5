/** A pattern that is found where this text is. */
export const quoted = (text: string): string => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');

/** A pattern for all of a text, in which `*` is any run of characters. */
export const ofGlob = (glob: string): string => whole(glob.split('*').map(quoted).join('.*'));

/** A pattern that is found in a text that is just so. */
export const whole = (pattern: string): string => `(?s)^${/\|/.test(pattern) ? `(?:${pattern})` : pattern}$`;

/** A pattern that is found where one of these is. */
export const anyOf = (patterns: readonly string[]): string | undefined =>
  patterns.length < 2 ? patterns[0] : patterns.map((pattern) => `(?:${pattern})`).join('|');
