/** What S3 answers instead; thrown by whoever finds it. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly extra: Readonly<Record<string, string>> = {},
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

export const xml = (text: string): string =>
  text.replace(
    /[&<>"\r]/g,
    (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#13;' })[one] ?? one,
  );

export const errorBody = ({ code, message, extra }: Refusal): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${xml(message)}</Message>${Object.entries(
    extra,
  )
    .map(([name, value]) => `<${name}>${xml(value)}</${name}>`)
    .join('')}<RequestId>R</RequestId><HostId>H</HostId></Error>`;
