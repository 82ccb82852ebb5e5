const STATUS = ['status', 'status_code', 'http_status', 'response_status', 'response_code'];
const REQUEST = [
  ...['request', 'method', 'request_method', 'http_method', 'path', 'request_path', 'uri', 'request_uri'],
  ...['url', 'request_url', 'target', 'route', 'endpoint'],
];

/** Whether something with these names, in snake case, is an HTTP request: what was asked for, and with what status it was answered. */
export const isRequestBy = (has: (name: string) => boolean): boolean => STATUS.some(has) && REQUEST.some(has);
