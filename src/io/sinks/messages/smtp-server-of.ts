import { TidemarkError } from '../../../operators/tidemark-error.js';
import { parsedUrl } from '../../net/parsed-url.js';
import { withoutBrackets } from '../../net/without-brackets.js';

/** A server that takes mail. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS, if at all. */
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly password: string | undefined;
}

/** Reads smtp://user:password@host:587 or smtps://host:465. Throws TidemarkError 'bad-options'; the address is not quoted. */
export const smtpServerOf = (address: string): SmtpServer => {
  const url = parsedUrl(address);
  if (url === undefined || !/^smtps?:$/.test(url.protocol) || url.hostname === '') {
    throw refused(
      'smtp is no address of a mail server. Write for example smtp://mail.example.com:587 or smtps://mail.example.com:465.',
    );
  }
  const secure = url.protocol === 'smtps:';
  return {
    host: withoutBrackets(url.hostname),
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    user: url.username === '' ? undefined : decoded(url.username),
    password: url.password === '' ? undefined : decoded(url.password),
  };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw refused('smtp has a user or password that is wrongly encoded. Write % as %25.');
  }
};

const refused = (message: string): TidemarkError => new TidemarkError('bad-options', `email: ${message}`);
