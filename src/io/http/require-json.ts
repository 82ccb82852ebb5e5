import { Refused } from './refused.js';

const TYPE = /^application\/(?:[\w!#$&^.-]+\+)?json$/;

/** Throws a `Refused` for a body that does not say that it is JSON in UTF-8. */
export const requireJson = (header: string | undefined): void => {
  if (header === 'application/json') return;
  const [type = '', ...parameters] = (header ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (!TYPE.test(type)) throw unsupported('Bodies are JSON: send content-type: application/json.');
  for (const parameter of parameters) {
    const [, charset] = /^charset=(.*)$/.exec(parameter) ?? [];
    if (charset !== undefined && !/^(["']?)utf-?8\1$/.test(charset)) {
      throw unsupported('Bodies are in UTF-8: leave the charset out, or say utf-8.');
    }
  }
};

const unsupported = (message: string): Refused =>
  new Refused(415, 'bad-type', message, { accept: 'application/json' });
