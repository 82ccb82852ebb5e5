import { createHash } from 'node:crypto';
import { ESCAPES } from '../escapes.js';
import { cutTo } from './cut-to.js';
import { factsOf, headingOf, lightOf, type Notice } from './notice.js';

/** What a mail says, fixed in the commit; who it is from and goes to is of the sink. */
export interface Mail {
  /** Without the brackets and the host. */
  readonly id: string;
  /** That of the mail which it follows, in the same form. */
  readonly follows?: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly urgent: boolean;
}

/** What fires, by incident, with the id of the mail that said so first. */
export type Threads = Map<string, string>;

export interface MailOptions {
  readonly source: string;
  readonly link: string | undefined;
  readonly html: boolean;
}

const SUBJECT = 200;
const TEXT = 16_000;

/** Writes a mail, and notes which thread it begins or ends: from firing to recovery it is one. */
export const mailOf = (notice: Notice, threads: Threads, options: MailOptions): Mail => {
  const { kind, incident, urgency, message } = notice;
  const id = createHash('sha256').update(notice.id).digest('hex').slice(0, 40);
  const first = threads.get(incident);
  const follows = kind === 'reminder' || kind === 'resolved' ? first : undefined;
  if (kind === 'resolved') threads.delete(incident);
  else if (kind !== 'row' && follows === undefined) threads.set(incident, id);
  const heading = `${lightOf(notice)}${headingOf(notice)}`;
  const facts = factsOf(notice, options.source).map(([name, text]) => `${name}: ${cutTo(text, 500)}`);
  const lines = [...facts, ...(options.link === undefined ? [] : [options.link])];
  const said = cutTo(message, TEXT);
  return {
    id,
    ...(follows !== undefined && { follows }),
    subject: `${follows === undefined ? '' : 'Re: '}${cutTo(subjectOf(notice), SUBJECT)}`,
    text: `${heading}\n\n${said}\n\n${lines.join('\n')}\n`,
    ...(options.html && { html: htmlOf(heading, said, facts, options.link) }),
    urgent: kind === 'firing' && (urgency === 'critical' || urgency === 'error'),
  };
};

/** The same for all mails of an incident: some programs tell threads apart by it. What state it is in stands first in the text. */
const subjectOf = ({ title, fields, pipeline, kind }: Notice): string => {
  const key = kind === 'row' ? '' : fields.map(([, text]) => text).join(', ');
  return `[${pipeline}] ${title}${key === '' ? '' : `: ${key}`}`;
};

const htmlOf = (
  heading: string,
  said: string,
  facts: readonly string[],
  link: string | undefined,
): string => {
  const text = ESCAPES.html;
  const open = link === undefined ? '' : `<p><a href="${text(link)}">Open</a></p>`;
  return `<h3>${text(heading)}</h3><p style="white-space:pre-wrap">${text(said)}</p><p><small>${facts.map(text).join('<br>')}</small></p>${open}`;
};
