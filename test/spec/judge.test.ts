import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../runner/types/values.ts';
import { loadDescription } from '../../spec/load.ts';
import { answer, documentedAnswer, headersOf } from './answers.ts';
import { loadEdited } from './edited.ts';

const documented = await loadDescription();
const live = await loadDescription({ profile: 'live' });

const profiles = [
  { profile: 'documented', description: documented },
  { profile: 'live', description: live },
];

describe.each(profiles)('every answer of the $profile profile', ({ profile, description }) => {
  const { spec } = description;
  const operations = Object.values(spec.operations);
  const errors = operations.flatMap(({ id, errors: own }) =>
    own.map(({ status, code }) => ({ operation: id, status, code })),
  );
  const statuses = errors.filter(
    ({ operation, status }, index) =>
      errors.findIndex((other) => other.operation === operation && other.status === status) === index,
  );

  it.each(operations.map(({ id, success }) => ({ id, success })))('passes: $id $success', ({ id, success }) => {
    const response = documentedAnswer(description, id, success, null);
    expect(spec.judge(id, response)).toEqual([]);
    expect(spec.codeOf(id, response)).toBeNull();
  });

  it.each(errors)('passes: $operation $status $code', ({ operation, status, code }) => {
    const response = documentedAnswer(description, operation, status, code);
    expect(spec.judge(operation, response)).toEqual([]);
    expect(spec.codeOf(operation, response)).toBe(code);
  });

  it.each(errors)(
    'passes with members that nobody documented: $operation $status $code',
    ({ operation, status, code }) => {
      const body = description.exampleOf(operation, status, code) as JsonObject;
      const other = { code: 'other' };
      const response = answer(status, { ...other, extra: other, ...body }, headersOf(profile, status));
      expect(spec.judge(operation, response)).toEqual([]);
      expect(spec.codeOf(operation, response)).toBe(code);
    },
  );

  it.each(statuses)('fails if it is no error at all: $operation $status', ({ operation, status }) => {
    const path = profile === 'live' ? 'error.code' : 'code';
    const strangers: readonly (readonly [Json, string])[] = [
      [{}, `\`${path}\` is missing`],
      [{ message: 'nothing is known' }, `\`${path}\` is missing`],
      [[], `${status}: the body must be an object, but is []`],
      ['no', `${status}: the body must be an object, but is "no"`],
      [null, `${status}: the body must be an object, but is null`],
    ];
    for (const [body, message] of strangers) {
      const found = spec.judge(operation, answer(status, body, headersOf(profile, status)));
      expect(found.map((violation) => violation.message)).toEqual([message]);
      expect(found.map(({ requirement }) => requirement)).toEqual([spec.rules['error-schema']]);
    }
  });

  it.each(errors)('fails if it is wrapped otherwise: $operation $status $code', ({ operation, status, code }) => {
    const body = description.exampleOf(operation, status, code) as JsonObject;
    const other = profile === 'live' ? (body.error ?? null) : { error: body };
    const message =
      profile === 'live'
        ? 'the error is at the top level, the live profile wraps it in `error`'
        : 'the error is wrapped in `error`, the documented profile has it at the top level';
    const response = answer(status, other, headersOf(profile, status));
    expect(spec.judge(operation, response).map((violation) => violation.message)).toEqual([message]);
    expect(spec.codeOf(operation, response)).toBe(code);
  });

  it.each(errors)('fails under every other status: $operation $code', ({ operation, status, code }) => {
    const body = description.exampleOf(operation, status, code);
    const others = statuses.filter((other) => other.operation === operation && other.status !== status);
    for (const other of [...others.map((one) => one.status), spec.operations[operation]?.success ?? 0]) {
      const found = spec.judge(operation, answer(other, body, headersOf(profile, other)));
      expect(found.map((violation) => violation.message)).toEqual([
        `\`${code}\` came with status ${other}, and belongs to ${status}`,
      ]);
      expect(found.map(({ requirement }) => requirement)).toEqual([spec.rules.status]);
    }
  });

  it.each(errors)('fails without any one of its members: $operation $code', ({ operation, status, code }) => {
    const body = description.exampleOf(operation, status, code) as JsonObject;
    const error = (profile === 'live' ? body.error : body) as JsonObject;
    const wrap = (inner: Json): Json => (profile === 'live' ? { error: inner } : inner);
    const at = profile === 'live' ? 'error.' : '';
    const without = (object: JsonObject, key: string): JsonObject =>
      Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
    const broken: (readonly [Json, string])[] = ['description', 'detail'].map((key) => [
      wrap(without(error, key)),
      `${at}${key}`,
    ]);
    for (const key of Object.keys(error.detail as JsonObject))
      broken.push([wrap({ ...error, detail: without(error.detail as JsonObject, key) }), `${at}detail.${key}`]);
    for (const [changed, path] of broken)
      expect(
        spec.judge(operation, answer(status, changed, headersOf(profile, status))).map(({ message }) => message),
      ).toEqual([`${status} ${code}: \`${path}\` is missing`]);
  });
});

describe.each(profiles)('the pages of a list of the $profile profile', ({ profile, description }) => {
  const found = (changes: JsonObject): readonly string[] => {
    const pagination = { current_page: 1, total_pages: 1, total: 0, per_page: 30, large_set: false, ...changes };
    const response = answer(200, { pagination, ip_addresses: [] }, headersOf(profile, 200));
    return description.spec.judge('listIpAddresses', response).map(({ message }) => message);
  };

  it('are counted, unless the list is large', () => {
    expect(found({})).toEqual([]);
    expect(found({ large_set: true, total: null, total_pages: null })).toEqual([]);
    const needed = profile === 'live' ? [expect.stringContaining('must be an integer, but is null')] : [];
    expect(found({ total: null })).toEqual(needed);
    expect(found({ total_pages: null })).toEqual(needed);
  });
});

it.each([403, 404])('passes with a code of two statuses under either: %s', async (status) => {
  const alone = "schema: { $ref: '#/components/schemas/NoToken' }";
  const both =
    "schema: { oneOf: [{ $ref: '#/components/schemas/NoToken' }, { $ref: '#/components/schemas/OwnerNotFound' }] }";
  const { spec } = await loadEdited([['openapi.yaml', alone, both]]);
  expect(spec.judge('createBox', answer(status, { code: 'owner_not_found', detail: {} }))).toEqual([]);
});

it('a body is read by each description in its own way, even the same one', async () => {
  const [page, service] = await Promise.all(['documented', 'live'].map((profile) => loadDescription({ profile })));
  const json = { code: 'organization_not_found', error: { code: 'network_not_found' } };
  const response = { status: 404, headers: [], text: JSON.stringify(json), json };
  const codes = [page, service, page].map((one) => one?.spec.codeOf('createIpAddress', response));
  expect(codes).toEqual(['organization_not_found', 'network_not_found', 'organization_not_found']);
});
