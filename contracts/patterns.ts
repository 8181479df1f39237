/** Families of IP addresses, as the request names them. */
export type Family = 'ipv4' | 'ipv6';

const OCTET = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])';
const IPV4 = `(?:${OCTET}\\.){3}${OCTET}`;

const GROUP = '[0-9A-Fa-f]{1,4}';
const LAST = `(?:${GROUP}:${GROUP}|${IPV4})`;

/** The nine forms of the production IPv6address (RFC 3986, section 3.2.2): `::` stands for the groups that are left out. */
const IPV6 = [
  `(?:${GROUP}:){6}${LAST}`,
  `::(?:${GROUP}:){5}${LAST}`,
  ...[4, 3, 2, 1, 0].map((after, index) => `(?:(?:${GROUP}:){0,${index}}${GROUP})?::(?:${GROUP}:){${after}}${LAST}`),
  `(?:(?:${GROUP}:){0,5}${GROUP})?::${GROUP}`,
  `(?:(?:${GROUP}:){0,6}${GROUP})?::`,
].join('|');

const PREFIX_LENGTHS: Readonly<Record<Family, string>> = {
  ipv4: '(?:3[0-2]|[12]?[0-9])',
  ipv6: '(?:12[0-8]|1[01][0-9]|[1-9]?[0-9])',
};

/** Regular expressions that match an address of a family, and nothing else, as a whole. */
export const addressPatterns: Readonly<Record<Family, string>> = { ipv4: `(?:${IPV4})`, ipv6: `(?:${IPV6})` };

/** Matches an address of a family in CIDR notation with a prefix length that the family has. */
export const cidrPattern = (family: Family): string => `${addressPatterns[family]}/${PREFIX_LENGTHS[family]}`;

export const isFamily = (value: unknown): value is Family => value === 'ipv4' || value === 'ipv6';

/** Look-around and references back, which the Verifier's regular expressions lack. */
const BEYOND = /\(\?<?[=!]|\\[1-9k]/;

/**
 * A JSON Schema pattern, which may match anywhere in a text, as one that matches the whole text, as Pact's matcher wants it;
 * `undefined` if the Verifier could not read it.
 */
export const wholePattern = (pattern: string): string | undefined =>
  BEYOND.test(pattern) ? undefined : `[\\s\\S]*(?:${pattern})[\\s\\S]*`;

/** A text in a regular expression. */
export const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
