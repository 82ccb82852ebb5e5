import type { HttpContent } from '../http/body-template.js';

export const jsonContent = (value: unknown, path?: string): HttpContent => ({
  type: 'application/json',
  text: JSON.stringify(value),
  ...(path !== undefined && { path }),
});
