import type { Json } from '../../runner/types/values.ts';
import { faultsOf } from '../changes/change.ts';
import { onIpAddress } from '../changes/replies.ts';
import type { Change } from '../types.ts';

/** Changes the label that a new address is answered with, if it has one. */
export const label = (change: (text: string) => Json): Change =>
  onIpAddress((ip) => ({ ...ip, label: typeof ip.label === 'string' ? change(ip.label) : (ip.label ?? null) }));

const decoded = (text: string): string =>
  text.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/** What servers make of a label on its way through. */
const CHANGED: readonly (readonly [id: string, text: string, change: (text: string) => Json])[] = [
  ['label-dropped', 'A VIP is answered without the label that it was given.', () => null],
  ['label-cut', 'A label is cut after eight characters.', (text) => text.slice(0, 8)],
  ['label-cut-at-64', 'A label is cut after 64 characters.', (text) => text.slice(0, 64)],
  [
    'label-without-large-characters',
    'Characters of a label that need four bytes in UTF-8 are lost.',
    (text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, ''),
  ],
  ['label-blanks-collapsed', 'Several blanks of a label become one.', (text) => text.replace(/ {2,}/g, ' ')],
  ['label-in-ascii', 'Letters of a label that are not ASCII are replaced.', (text) => text.replace(/[^ -~]/g, '?')],
  [
    'label-in-latin-1',
    'Letters of a label that Latin-1 does not have are replaced.',
    (text) => text.replace(/[\u0100-\uffff]/g, '?'),
  ],
  [
    'label-composed',
    'A letter of a label and the accent behind it become one character.',
    (text) => text.normalize('NFC'),
  ],
  ['label-decomposed', 'A letter of a label with an accent becomes two characters.', (text) => text.normalize('NFD')],
  [
    'label-escaped-for-html',
    'A label comes back with its characters escaped for HTML.',
    (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'),
  ],
  ['label-in-small-letters', 'A label comes back in small letters.', (text) => text.toLowerCase()],
  [
    'label-as-number',
    'A label of digits is answered as a number.',
    (text) => (/^\d+$/.test(text) ? Number(text) : text),
  ],
  ['label-as-null', 'A label that reads null is answered as null.', (text) => (text === 'null' ? null : text)],
  ['label-of-zero-dropped', 'A label of one zero is answered as null.', (text) => (text === '0' ? null : text)],
  ['label-as-false', 'A label that reads false is answered as null.', (text) => (text === 'false' ? null : text)],
  [
    'label-as-float',
    'A label that reads as a number with an exponent is written out.',
    (text) => (/^\d+e\d+$/.test(text) ? String(Number(text)) : text),
  ],
  ['label-cut-at-50', 'A label is cut after fifty characters.', (text) => text.slice(0, 50)],
  ['label-unescaped', 'Escapes of a URL in a label are resolved.', decoded],
  ['label-plus-as-blank', 'A plus in a label becomes a blank.', (text) => text.replaceAll('+', ' ')],
];

export const LABELS = faultsOf(
  'relations',
  CHANGED.map(([id, text, change]) => ({ id, text, requirement: 'SUCC-6', apply: label(change) })),
);
