const STATUS = ['status', 'status_code', 'http_status', 'response_status', 'response_code'];
const REQUEST = [
  ...['request', 'method', 'request_method', 'http_method', 'path', 'request_path', 'uri', 'request_uri'],
  ...['url', 'request_url', 'target', 'route', 'endpoint'],
];

/** Whether something with these names, in snake case, is an HTTP request: what was asked for, and with what status it was answered. */
export const isRequestBy = (has: (name: string) => boolean): boolean => STATUS.some(has) && REQUEST.some(has);

const PARTS: ReadonlyMap<string, number> = new Map([
  ...STATUS.map((name) => [name, 1] as const),
  ...REQUEST.map((name) => [name, 2] as const),
]);
/** All parts of a request, together. */
export const WHOLE_REQUEST = 3;

/** What a name is of a request, as a bit, for those who meet one after the other; 0 for any other name. */
export const requestPart = (name: string): number => PARTS.get(name) ?? 0;
