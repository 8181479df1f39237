import type { Json } from '../../runner/types.ts';
import { faultsOf, LIVE } from '../changes/change.ts';
import { onIpAddress } from '../changes/replies.ts';
import type { Change } from '../types.ts';

const label = (change: (text: string) => Json): Change =>
  onIpAddress((ip) => ({ ...ip, label: typeof ip.label === 'string' ? change(ip.label) : (ip.label ?? null) }));

/** What becomes of a label on its way. */
export const LABELS = faultsOf('relations', [
  {
    id: 'label-dropped',
    text: 'A VIP is answered without the label that it was given.',
    requirement: 'SUCC-6',
    apply: label(() => null),
  },
  {
    id: 'label-cut',
    text: 'A label is cut after eight characters.',
    requirement: 'SUCC-6',
    apply: label((text) => text.slice(0, 8)),
  },
  {
    id: 'label-cut-at-64',
    text: 'A label is cut after 64 characters.',
    requirement: 'SUCC-6',
    apply: label((text) => text.slice(0, 64)),
  },
  {
    id: 'label-without-large-characters',
    text: 'Characters of a label that need four bytes in UTF-8 are lost.',
    requirement: 'SUCC-6',
    apply: label((text) => text.replace(/[\u{10000}-\u{10ffff}]/gu, '')),
  },
  {
    id: 'label-blanks-collapsed',
    text: 'Several blanks of a label become one.',
    requirement: 'SUCC-6',
    apply: label((text) => text.replace(/ {2,}/g, ' ')),
  },
  {
    id: 'label-in-ascii',
    text: 'Letters of a label that are not ASCII are replaced.',
    requirement: 'SUCC-6',
    apply: label((text) => text.replace(/[^ -~]/g, '?')),
  },
  {
    id: 'label-escaped-for-html',
    text: 'A label comes back with its characters escaped for HTML.',
    requirement: 'SUCC-6',
    apply: label((text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')),
  },
  {
    id: 'label-in-small-letters',
    text: 'A label comes back in small letters.',
    requirement: 'SUCC-6',
    apply: label((text) => text.toLowerCase()),
  },
  {
    id: 'label-empty-without-vip',
    text: 'An address that is no VIP has an empty label.',
    requirement: 'SUCC-6',
    profiles: LIVE,
    apply: onIpAddress((ip) => ({ ...ip, label: ip.label ?? '' })),
  },
]);
