import type { Envelope } from './envelope.js';
import { nameEnd, SPACE } from './peel-bytes.js';

const MOST_BYTES = 253;
/** Kubernetes makes names of deployments with letters that spell no words. */
const POD = /^[a-z0-9.-]+-[bcdfghjklmnpqrstvwxz2456789]{6,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
const CONTAINER = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** `web-7d9c5b8f6d-x2x9z nginx …`, as stern writes: the pod of a deployment and a container. */
export function peelStern(out: Envelope): boolean {
  const { bytes, from, to } = out;
  const podTo = nameEnd(bytes, from, Math.min(to, from + MOST_BYTES));
  // Nearly every word ends here.
  if (podTo - from < 13 || podTo >= to || bytes[podTo] !== SPACE || bytes[podTo - 6] !== 0x2d) return false;
  const containerTo = nameEnd(bytes, podTo + 1, Math.min(to, podTo + 65));
  if (containerTo >= to || bytes[containerTo] !== SPACE) return false;
  if (!POD.test(bytes.toString('latin1', from, podTo))) return false;
  if (!CONTAINER.test(bytes.toString('latin1', podTo + 1, containerTo))) return false;
  out.tell('pod', from, podTo);
  out.tell('container', podTo + 1, containerTo);
  out.payload(bytes, containerTo + 1, to);
  return true;
}
