/** Constructed, context-specific, number 3: where OpenSSL writes the certificate of the other end (its `SSL_SESSION_ASN1`). */
const PEER = 0xa3;

/**
 * The certificate of the other end in a TLS session as OpenSSL writes it, in DER; undefined where there is none. To be asked for
 * that takes a hundredth of the time that Node takes for an object of it and of each of its issuers.
 */
export const leafOfSession = (session: Buffer | undefined): Buffer | undefined => {
  if (session === undefined) return undefined;
  const whole = elementAt(session, 0);
  if (whole === undefined) return undefined;
  let at = whole.from;
  while (at < whole.to) {
    const element = elementAt(session, at);
    if (element === undefined) return undefined;
    if (session[at] === PEER) return session.subarray(element.from, element.to);
    at = element.to;
  }
  return undefined;
};

/** The content of a DER element with a tag of one byte; undefined where it is none, or longer than what there is. */
const elementAt = (bytes: Buffer, at: number): { readonly from: number; readonly to: number } | undefined => {
  const first = bytes[at + 1];
  if (first === undefined) return undefined;
  const more = first < 0x80 ? 0 : first - 0x80;
  const from = at + 2 + more;
  if (more > 4 || from > bytes.length) return undefined;
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
  return from + length > bytes.length ? undefined : { from, to: from + length };
};
