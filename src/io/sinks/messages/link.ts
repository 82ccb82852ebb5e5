import { TidemarkError } from '../../../operators/tidemark-error.js';
import { parsedUrl } from '../../net/parsed-url.js';

/**
 * An address that a message leads to, as a person wrote it. Throws TidemarkError 'bad-options' for anything else than http and
 * https.
 */
export const linkOf = (service: string, link: string | undefined): string | undefined => {
  if (link === undefined) return undefined;
  const url = parsedUrl(link);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new TidemarkError(
      'bad-options',
      `${service}: link is no address. Write for example https://wiki.example.com/runbook.`,
    );
  }
  return url.href.replace(/[|'`]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
};
