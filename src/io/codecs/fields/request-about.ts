import type { FieldAbout } from './field-about.js';

/** What every format of requests has, under the names of the access log. */
export const REQUEST_ABOUT: readonly FieldAbout[] = [
  { name: 'host', type: 'text', about: 'address or name of the client' },
  { name: 'user', type: 'text', about: 'who the request was authenticated as' },
  { name: 'method', type: 'text', about: 'such as GET' },
  { name: 'path', type: 'text', about: 'what was asked for, query included' },
  { name: 'section', type: 'text', about: 'the path up to its second slash, or (other)' },
  { name: 'protocol', type: 'text', about: 'such as HTTP/1.1' },
  { name: 'status', type: 'number', about: 'the code of the answer' },
  { name: 'size', type: 'number', unit: 'size', about: 'bytes of the answer' },
  { name: 'referer', type: 'text', about: 'the page that led here, as the client says' },
  { name: 'agent', type: 'text', about: 'the program of the client, as it says' },
  { name: 'vhost', type: 'text', about: 'the site that was asked for' },
  { name: 'duration', type: 'number', unit: 'duration', about: 'how long it took' },
];

export type RequestField =
  | 'host'
  | 'user'
  | 'method'
  | 'path'
  | 'section'
  | 'protocol'
  | 'status'
  | 'size'
  | 'referer'
  | 'agent'
  | 'vhost'
  | 'duration';

/** The fields of a request with what a format calls them itself; those `without` it does not have. */
export const requestAbout = (
  originals: Readonly<Partial<Record<RequestField, string>>>,
  without: readonly RequestField[] = [],
): readonly FieldAbout[] => {
  const names: Readonly<Record<string, string | undefined>> = originals;
  const missing: ReadonlySet<string> = new Set(without);
  return REQUEST_ABOUT.filter(({ name }) => !missing.has(name)).map((field) => {
    const original = names[field.name];
    return original === undefined ? field : { ...field, original };
  });
};
