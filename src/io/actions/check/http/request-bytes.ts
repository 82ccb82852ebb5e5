import type { HopRequest } from './hop.js';

/** Methods whose requests say that they have no body. */
const WITH_BODY = ['POST', 'PUT', 'PATCH'];

/** They say how long the body is, which is ours to say. */
const OURS = ['content-length', 'transfer-encoding'];

/** Neither may end a line early: a cookie or a Location of somebody else may be in it. */
const LINE_ENDS = /[\r\n\0]+/g;

/** A request as it is sent. */
export const requestBytes = ({ url, method, headers, body, connection }: HopRequest): Buffer => {
  const given = headers.filter(([name]) => name !== '' && !OURS.includes(name.toLowerCase()));
  const has = (wanted: string): boolean => given.some(([name]) => name.toLowerCase() === wanted);
  const content = body === undefined ? undefined : Buffer.from(body);
  const length = content?.length ?? (WITH_BODY.includes(method) ? 0 : undefined);
  const lines = [
    `${method} ${url.pathname}${url.search} HTTP/1.1`,
    ...(has('host') ? [] : [`Host: ${url.host}`]),
    ...given.map(([name, value]) => `${name}: ${value}`),
    ...(has('connection') ? [] : [`Connection: ${connection === 'kept' ? 'keep-alive' : 'close'}`]),
    ...(length === undefined ? [] : [`Content-Length: ${length}`]),
  ];
  const text = `${lines.map((line) => line.replace(LINE_ENDS, ' ')).join('\r\n')}\r\n\r\n`;
  const head = Buffer.from(text, isLatin1(text) ? 'latin1' : 'utf8');
  return content === undefined ? head : Buffer.concat([head, content]);
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of latin1.
const isLatin1 = (text: string): boolean => /^[\x00-\xff]*$/.test(text);
