import type { HttpContent } from '../http/body-template.js';

export const jsonContent = (value: unknown, path?: string): HttpContent => ({
  type: 'application/json',
  text: JSON.stringify(value),
  ...(path !== undefined && { path }),
});

/** An object of JSON with one more member. */
export const withMember = (json: string, name: string, value: string): string =>
  `{${JSON.stringify(name)}:${JSON.stringify(value)},${json.slice(1)}`.replace(/,\}$/, '}');
