/** A config, or a part of one, as somebody could have written it: data and nothing else. */
export type ConfigTree = Readonly<Record<string, unknown>>;

/** A text of somebody else's in a config: `${…}` in it stands for itself. */
export const literal = (text: string): string => text.replace(/\$\{[^}]*\}/g, '$$$&');
