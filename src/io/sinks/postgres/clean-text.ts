/** NUL, which no text there can hold, and halves of a surrogate pair, of which JSON there takes none. */
const UNCLEAN = /[\0\p{Surrogate}]/u;
const EACH = /[\0\p{Surrogate}]/gu;

/** Told of each text that was changed. */
export type OnCleaned = () => void;

/** The text with a replacement character for each that PostgreSQL cannot hold. */
export const cleanText = (text: string, onCleaned: OnCleaned): string => {
  if (!UNCLEAN.test(text)) return text;
  onCleaned();
  return text.replace(EACH, '\ufffd');
};

/**
 * What JSON writes for either. A backslash that stands for itself may come before: then it is none, and only looked at in vain.
 */
const MAY_BE_UNCLEAN = /\\u(?:0000|[dD][89a-fA-F])/;

/**
 * A value as JSON that both `json` and `jsonb` take, and that `->>` can read. Undefined and what JSON has no word for are null.
 */
export const cleanJson = (value: unknown, onCleaned: OnCleaned): string => {
  const text: unknown = JSON.stringify(value, bigintsAsText);
  if (typeof text !== 'string') return 'null';
  return MAY_BE_UNCLEAN.test(text) ? JSON.stringify(cleaned(JSON.parse(text), onCleaned)) : text;
};

const bigintsAsText = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value;

const cleaned = (value: unknown, onCleaned: OnCleaned): unknown => {
  if (typeof value === 'string') return cleanText(value, onCleaned);
  if (Array.isArray(value)) return value.map((one) => cleaned(one, onCleaned));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [cleanText(name, onCleaned), cleaned(one, onCleaned)]),
  );
};
