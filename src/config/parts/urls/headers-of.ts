import type { Complain } from './network-of.js';
import { OWN_HEADERS } from './own-headers.js';
import type { TargetDefaults } from './target-settings.js';

type Headers = readonly (readonly [name: string, value: string])[];

const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
/** What would be another header, or no text at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const UNSAFE = /[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/;

const NONE: Headers = [];

/** What is sent with a request, names in lower case. `authorization`: of a URL that had credentials in it. */
export const headersOf = (
  { headers = {}, auth, user_agent: userAgent }: TargetDefaults,
  authorization: string | undefined,
  complain: Complain,
): Headers => {
  const all = new Map<string, string>();
  for (const [name, value] of Object.entries(headers)) {
    const path = ['headers', name];
    const lower = name.toLowerCase();
    if (!NAME.test(name)) complain(path, `"${name}" is no name of a header.`);
    else if (UNSAFE.test(value))
      complain(path, `The value of ${name} has characters that no header can have.`);
    else if (OWN_HEADERS.has(lower)) complain(path, `${name} is set by the check itself.`);
    else all.set(lower, value.trim());
  }
  if (userAgent !== undefined) {
    if (UNSAFE.test(userAgent)) complain(['user_agent'], 'A User-Agent cannot have these characters.');
    else all.set('user-agent', userAgent);
  }
  const credentials = auth === undefined ? authorization : authorizationOf(auth);
  if (credentials !== undefined) {
    if (all.has('authorization'))
      complain(
        [auth === undefined ? 'url' : 'auth'],
        'There is a header authorization already. Write one of them.',
      );
    else if (UNSAFE.test(credentials)) complain(['auth'], 'A token cannot have these characters.');
    else all.set('authorization', credentials);
  }
  return all.size === 0 ? NONE : [...all];
};

const authorizationOf = (auth: NonNullable<TargetDefaults['auth']>): string =>
  'bearer' in auth
    ? `Bearer ${auth.bearer}`
    : `Basic ${Buffer.from(`${auth.user}:${auth.password}`).toString('base64')}`;
