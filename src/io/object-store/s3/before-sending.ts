import type { Said } from './transport-fault.js';

/** What AWS's SDK means by an error with which it sends nothing: no region, no credentials, or other settings. */
export const beforeSending = (error: unknown): Said & { readonly class: 'settings' | 'credentials' } => {
  const { name = '', message = String(error) } = error instanceof Error ? error : {};
  if (/region/i.test(message) && /missing/i.test(message))
    return {
      class: 'settings',
      words: 'no region is known: write region: eu-central-1, or whichever it is, or set AWS_REGION',
    };
  if (/Credentials|TokenProvider|SSO|STS|IMDS|Token|AccessDenied/i.test(name) || /credentials/i.test(message))
    return {
      class: 'credentials',
      words: `no credentials: ${message}. They come from the environment (AWS_ACCESS_KEY_ID), ~/.aws, or the machine's role`,
    };
  return { class: 'settings', words: message };
};
