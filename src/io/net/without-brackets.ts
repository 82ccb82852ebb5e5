/** The host of a URL as sockets and certificates have it: an address of IPv6 without the brackets that it is written in. */
export const withoutBrackets = (host: string): string => host.replace(/^\[|\]$/g, '');
