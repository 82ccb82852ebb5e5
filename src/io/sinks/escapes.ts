/** What a value goes into. */
export type Escape = 'json' | 'url' | 'html' | 'markdown' | 'slack' | 'none';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const entity = (character: string): string => ENTITIES[character] ?? character;

/** How a text is written so that it is shown as it is; each character by itself. */
export const ESCAPES: Readonly<Record<Escape, (text: string) => string>> = {
  /** Inside the quotes of a string. */
  json: (text) => JSON.stringify(text).slice(1, -1),
  /** A part of a path, a name or a value of a query or a form. */
  url: (text) =>
    encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd')).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  /** Text, and values of attributes in quotes. */
  html: (text) => text.replace(/[&<>"']/g, entity),
  /** Any punctuation may be escaped: so nothing is left that makes a list, a link, a mention or an address. */
  markdown: (text) => text.replace(/[!-/:-@[-`{-~]/g, '\\$&'),
  /** The three characters by which Slack knows mentions and links. */
  slack: (text) => text.replace(/[&<>]/g, entity),
  none: (text) => text,
};
