import * as z from 'zod';

/** How a schema is asked: a config is read once, and code that is made for reading more would cost more than the reading. */
export const ONCE: z.core.ParseContext<z.core.$ZodIssue> = { jitless: true };

/** Begins the message of an issue about unknown keys; what follows is the list of those that there are, as JSON. */
export const UNKNOWN_KEYS = 'unknown-keys:';

/** A map with these keys and no others. */
export const mapSetting = <S extends z.ZodRawShape>(shape: S) =>
  z.strictObject(shape, {
    error: (issue) => {
      const keys = Object.keys(shape);
      if (issue.code === 'unrecognized_keys') return `${UNKNOWN_KEYS}${JSON.stringify(keys)}`;
      return `A map is wanted here, with keys such as ${keys.slice(0, 5).join(', ')}.`;
    },
  });

/** A map of things that the user names. */
export const namedMap = <T extends z.ZodType>(what: string, of: T) =>
  z.record(z.string().regex(/^[\p{L}_][\p{L}\p{N}_.-]{0,99}$/u), of, {
    error: `A map is wanted here: the name of ${what}, a colon, and what it is.`,
  });

/** One, or a list. */
export const oneOrMore = <T extends z.ZodType>(of: T) => z.union([of, z.array(of)]);

export const textSetting = (wanted: string) => z.string({ error: wanted });

export const flagSetting = () =>
  z.boolean({ error: 'true or false is wanted here; yes, no, on and off are plain words in YAML.' });

export const countSetting = (wanted: string) => z.int({ error: wanted }).min(1, { error: wanted });
