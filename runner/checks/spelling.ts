import { isIPv6 } from 'node:net';
import { same } from '../json.ts';
import type { Json } from '../types/values.ts';

/** One spelling for all spellings of an IPv6 address (RFC 5952), with its prefix length if it has one; other texts stay as they are. */
export const canonical = (text: string): string => {
  const [address = '', ...prefix] = text.split('/');
  if (!isIPv6(address) || !URL.canParse(`http://[${address}]`)) return text;
  return [new URL(`http://[${address}]`).hostname.slice(1, -1), ...prefix].join('/');
};

/** Are values the same, and texts the same or spellings of the same IPv6 address? */
export const sameValue = (one: Json | undefined, other: Json | undefined): boolean =>
  typeof one === 'string' && typeof other === 'string' ? canonical(one) === canonical(other) : same(one, other);
