import { jsonText } from './json-text.js';

/** Whether a line begins like a JSON object: `{}`, or `{` and a quoted key. */
export function isJsonl(line: string): boolean {
  const text = jsonText(line);
  return text !== undefined && /^\{\s*["}]/.test(text);
}
