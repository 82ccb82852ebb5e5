import type { TargetSettings } from './target-settings.js';
import type { TargetUrl } from './target-url.js';

type Found = readonly (readonly [path: readonly string[], message: string])[];

const OF_HTTP = [
  'method',
  'headers',
  'body',
  'auth',
  'user_agent',
  'redirects',
  'connection',
  'body_limit',
] as const;
const OF_TLS = ['ca', 'client', 'insecure'] as const;
const EXPECT_OF_HTTP = ['status', 'body', 'not_body', 'json', 'headers', 'final_url'] as const;
const OF_BODY = ['body', 'not_body', 'json'] as const;

/**
 * What a target says that its kind has no use for: whoever writes it expects something of it. `whole`: with what
 * holds for all targets, which may be of another kind.
 */
export const notOfKind = (kind: TargetUrl['kind'], given: TargetSettings, whole: TargetSettings): Found => {
  const { expect = {} } = given;
  const found: (readonly [path: readonly string[], message: string])[] = [];
  const refuse = (key: keyof TargetSettings, of: string): void => {
    if (given[key] !== undefined) found.push([[key], `${key} is for ${of}.`]);
  };
  const refuseExpect = (key: keyof typeof expect, of: string): void => {
    if (expect[key] !== undefined) found.push([['expect', key], `${key} is for ${of}.`]);
  };
  if (kind !== 'http') {
    for (const key of OF_HTTP) refuse(key, 'http:// and https://');
    for (const key of EXPECT_OF_HTTP) refuseExpect(key, 'http:// and https://');
  } else if (whole.method === 'HEAD') {
    for (const key of OF_BODY)
      if (whole.expect?.[key] !== undefined)
        found.push([['expect', key], 'An answer to HEAD has no body to look at. Write method: GET.']);
  }
  if (kind === 'dns') {
    for (const key of OF_TLS) refuse(key, 'https:// and tcp://');
    refuseExpect('certificate', 'https:// and tcp://');
  } else {
    refuse('record', 'dns://');
    refuseExpect('answer', 'dns://');
  }
  if (kind !== 'tcp') {
    refuse('starttls', 'tcp://');
    refuseExpect('banner', 'tcp://');
  }
  return found;
};
