import type { FieldAbout } from '../fields/field-about.js';
import { nginxAbout } from '../nginx/nginx-about.js';
import { OF_NGINX } from './own-durations.js';

/** What lines of JSON have under names that nobody else gives: only the input knows the others. */
export const JSONL_ABOUT: readonly FieldAbout[] = OF_NGINX.flatMap((name) => {
  const field = nginxAbout(name);
  return field === undefined ? [] : [{ ...field, type: 'any' as const }];
});
