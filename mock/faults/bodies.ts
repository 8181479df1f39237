import { isObject } from '../../runner/json.ts';
import type { Json } from '../../runner/types/values.ts';
import { after, creating, DOCUMENTED, faultsOf, inStage, isRefusal, LIVE, refuseAt } from '../changes/change.ts';
import { asSent, readText, receive } from '../changes/reading.ts';
import { saysJson } from '../stages/syntax.ts';
import type { Change } from '../types.ts';

/** Fails as a server does that did not expect what was sent. */
const crashAt = (member: string, when: (value: Json | undefined) => boolean): Change =>
  after('syntax', (outcome, call) =>
    outcome === undefined && when(call.input[member])
      ? { refused: 'unhandled_exception', detail: {}, text: null }
      : outcome,
  );

const isListed = (value: Json | undefined): boolean => isObject(value) && Object.values(value).some(Array.isArray);

const KNOWN = ['organization', 'network', 'version', 'vip', 'label'];

/** Reads a body as far as it is JSON, with closing braces as needed. */
const mended = (text: string): string => {
  const open = text.split('{').length - text.split('}').length;
  return open > 0 && text.endsWith('"') ? `${text}${'}'.repeat(open)}` : text;
};

/** Takes a body for empty that is sent as JSON in such a media type. */
const unreadAs = (when: (type: string) => boolean): Change =>
  inStage('syntax', (next) => (call, provider) => {
    const unread = saysJson(call) && when(String(call.request.headers['content-type'] ?? ''));
    if (unread) call.request = { ...call.request, body: new Uint8Array() };
    return next(call, provider);
  });

export const BODIES = faultsOf('arguments', [
  {
    id: 'unknown-members-refused',
    text: 'A member of the body that the operation does not know is refused.',
    requirement: 'ARG-6',
    apply: refuseAt('syntax', 'validation_error', (call) =>
      Object.keys(call.input).some((member) => !KNOWN.includes(member)),
    ),
  },
  {
    id: 'order-of-members-matters',
    text: 'A body is only read if its organization comes first.',
    requirement: 'ARG-13',
    apply: refuseAt('syntax', 'validation_error', (call) => {
      const members = Object.keys(call.input);
      return members.length > 2 && members[0] !== 'organization';
    }),
  },
  {
    id: 'rest-of-body-ignored',
    text: 'What follows the JSON text in a body is ignored.',
    requirement: 'ARG-4',
    profiles: LIVE,
    apply: readText((text) => text.replace(/^(\{.*\})[^{}]+$/s, '$1')),
  },
  {
    id: 'cut-body-mended',
    text: 'A body that is cut off is read as far as it goes.',
    requirement: 'ARG-4',
    apply: readText(mended),
  },
  {
    id: 'comma-too-many-read',
    text: 'A comma before the last brace of a body is ignored.',
    requirement: 'ARG-4',
    profiles: LIVE,
    apply: readText((text) => text.replace(/,\s*\}$/, '}')),
  },
  {
    id: 'blanks-before-body-refused',
    text: 'A body that begins with a blank is refused.',
    requirement: 'SUCC-1',
    apply: refuseAt('syntax', 'validation_error', (call) => /^\s/.test(asSent(call))),
  },
  {
    id: 'escapes-in-names-not-read',
    text: 'A member is not found if a letter of its name is written as an escape.',
    requirement: 'SUCC-1',
    apply: refuseAt(
      'syntax',
      'validation_error',
      (call) => call.input.version !== undefined && !asSent(call).includes('version'),
    ),
  },
  {
    id: 'version-found-by-text',
    text: 'The version is the first text of that name in the body, wherever it stands.',
    requirement: 'SUCC-3',
    apply: after('syntax', (outcome, call) => {
      const [, version] = /"version":\s*"(\w+)"/.exec(asSent(call)) ?? [];
      if (version !== undefined && call.input.version !== undefined) call.input = { ...call.input, version };
      return outcome;
    }),
  },
  {
    id: 'single-quotes-read',
    text: 'A body with single quotes is read as if they were double ones.',
    requirement: 'ARG-4',
    profiles: LIVE,
    apply: readText((text) => (text.startsWith("{'") ? text.replaceAll("'", '"') : text)),
  },
  {
    id: 'text-of-json-read',
    text: 'Of a body that is a JSON text the JSON in that text is read.',
    requirement: 'ARG-5',
    apply: readText((text) => (/^".*"$/s.test(text) ? String(JSON.parse(text)) : text)),
  },
  {
    id: 'list-of-one-read',
    text: 'Of a body that is a list the first item is read.',
    requirement: 'ARG-5',
    apply: readText((text) => text.replace(/^\[(.+)\]$/s, '$1')),
  },
  {
    id: 'empty-body-defaults',
    text: 'A request without a body asks for an address with every default.',
    requirement: 'ARG-5',
    apply: after('syntax', (outcome, call, { world }) => {
      const { organizations, networks } = world;
      const ids = { organization: { id: organizations.main?.id ?? '' }, network: { id: networks.main?.id ?? '' } };
      if (outcome === undefined && call.request.body.length === 0) call.input = { ...ids, version: 'ipv4' };
      return outcome;
    }),
  },
  {
    id: 'any-media-type-read',
    text: 'A body is read as JSON whatever media type it is sent as.',
    requirement: 'ARG-11',
    profiles: LIVE,
    apply: receive((request) => ({ ...request, headers: { ...request.headers, 'content-type': 'application/json' } })),
  },
  {
    id: 'crash-at-json-suffix',
    text: 'A body whose media type only its suffix makes JSON makes the server fail.',
    requirement: 'ERR-2',
    apply: after('syntax', (outcome, call) =>
      String(call.request.headers['content-type']).endsWith('+json')
        ? { refused: 'unhandled_exception', detail: {}, text: null }
        : outcome,
    ),
  },
  {
    id: 'crash-without-media-type',
    text: 'A body that does not say its media type makes the server fail.',
    requirement: 'ERR-2',
    apply: after('syntax', (outcome, call) =>
      call.request.headers['content-type'] === undefined && asSent(call) !== ''
        ? { refused: 'unhandled_exception', detail: {}, text: null }
        : outcome,
    ),
  },
  {
    id: 'charset-not-understood',
    text: 'A media type with a charset is not taken for JSON.',
    requirement: 'PROTO-5',
    apply: unreadAs((type) => type.includes('charset')),
  },
  {
    id: 'quotes-in-media-type-not-understood',
    text: 'A media type with a quoted charset is not taken for JSON.',
    requirement: 'PROTO-5',
    apply: unreadAs((type) => type.includes('"')),
  },
  {
    id: 'media-type-in-small-letters-only',
    text: 'A media type with capital letters is not taken for JSON.',
    requirement: 'PROTO-6',
    profiles: DOCUMENTED,
    apply: unreadAs((type) => type.startsWith('A')),
  },
  {
    id: 'crash-at-null',
    text: 'A version that is null makes the server fail.',
    requirement: 'ERR-2',
    apply: crashAt('version', (value) => value === null),
  },
  {
    id: 'crash-at-list',
    text: 'A list where the organization has a text makes the server fail.',
    requirement: 'ERR-2',
    apply: crashAt('organization', isListed),
  },
  {
    id: 'crash-at-broken-json',
    text: 'A body that is no JSON makes the server fail.',
    requirement: 'ERR-2',
    apply: after('syntax', (outcome, call) =>
      isRefusal(outcome) && creating(call) && asSent(call) !== ''
        ? { refused: 'unhandled_exception', detail: {}, text: null }
        : outcome,
    ),
  },
]);
