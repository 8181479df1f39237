import { describe, expect, it, onTestFinished } from 'vitest';
import { startMock } from '../../mock/start.ts';
import { renderJunit } from '../../reporters/junit.ts';
import type { Report } from '../../runner/types/report.ts';
import type { JsonObject } from '../../runner/types/values.ts';
import type { Reply } from './helpers.ts';
import {
  interaction,
  isState,
  JSON_TYPE,
  ownPactsOfBlock,
  pactFile,
  serve,
  targetAt,
  verifiedFiles,
} from './helpers.ts';

/** Requirements by the title of the interaction. */
const named = ({ scenarios }: Report): Readonly<Record<string, string>> =>
  Object.fromEntries(scenarios.map(({ title, requirements }) => [title, requirements.join(' ')]));

const OF_A_SUCCESS = 'SUCC-1 AUTH-7 EXCL-1';

const OF_ERRORS = {
  'a request without a token': 'AUTH-1',
  'a request with an expired token': 'AUTH-3',
  'a request with a capabilities token that is not valid': 'AUTH-4',
  "a request with a token that is not allowed in the caller's network": 'AUTH-5',
  'a request with a token that lacks the scope': 'AUTH-6',
  'a request for an organization that does not exist': 'LOOK-1',
  'a request in a network that does not exist': 'LOOK-2',
  'a request for a suspended organization': 'LOOK-3',
  'a request for an organization that is not activated': 'LOOK-4',
  'a request with a token whose holder may not do this': 'LOOK-5',
  'a request for a version that does not exist': 'ARG-2',
  'a request when no further request is permitted': 'RATE-2',
  'a request while the service is unavailable': 'AVAIL-1',
  'a request from a pool that has run dry': 'POOL-2',
};

describe('the requirements that an interaction of the client shows', () => {
  const pactOf = ownPactsOfBlock();

  it.each<[string, Readonly<Record<string, string>>]>([
    ['documented', OF_ERRORS],
    [
      'live',
      { ...OF_ERRORS, 'a request without a version': 'ARG-1', 'a request for a VIP with a blank label': 'VAL-1' },
    ],
  ])('are those of its answer, profile %s', async (profile, errors) => {
    const mock = await startMock({ profile });
    onTestFinished(mock.close);
    const report = await verifiedFiles(mock.target, [pactOf(profile)]);
    const successes = report.scenarios.map(({ title }) => title).filter((title) => title.startsWith('a request: '));
    expect(successes).toHaveLength(16);
    expect(named(report)).toEqual({
      ...errors,
      ...Object.fromEntries(successes.map((title) => [title, OF_A_SUCCESS])),
    });
    const proved = report.requirements.filter(({ status }) => status === 'proved').map(({ id }) => id);
    expect(proved).toEqual(report.requirements.map(({ id }) => id));
    expect([...proved].sort()).toEqual([...new Set([...Object.values(errors), ...OF_A_SUCCESS.split(' ')])].sort());
    expect(renderJunit(report)).toContain('[[PROPERTY|requirements=SUCC-1,AUTH-7,EXCL-1]]');
  });

  it('are the same whatever came instead, or if nothing could be asked', async () => {
    const passing = await startMock({ profile: 'live' });
    onTestFinished(passing.close);
    const wanted = named(await verifiedFiles(passing.target, [pactOf('live')]));
    const { url } = await serve(({ url: path }) =>
      path === '/states' ? { status: 200 } : { status: 500, headers: { 'content-type': 'text/html' }, body: '<p>' },
    );
    const states = { url: `${url}/states`, headers: {} };
    const broken = await verifiedFiles({ ...passing.target, url, states }, [pactOf('live')]);
    expect(broken.counts).toMatchObject({ failed: 32 });
    expect(named(broken)).toEqual(wanted);
    const { states: _states, ...stateless } = passing.target;
    const unknown = await verifiedFiles(stateless, [pactOf('live')]);
    expect(unknown.counts).toMatchObject({ errored: 32 });
    expect(named(unknown)).toEqual(wanted);
    expect(unknown.requirements.every(({ status }) => status === 'uncovered')).toBe(true);
  });
});

const PATH = '/organizations/organization/ip_addresses';
const REQUEST = { organization: { id: 'o' }, network: { id: 'n' }, version: 'ipv4' };

const promise = (status: number, content: JsonObject, headers: JsonObject = {}, path = PATH): JsonObject =>
  interaction('one', {
    request: {
      method: 'POST',
      path,
      body: { content: REQUEST, contentType: 'application/json', encoded: false },
    },
    response: { status, headers, body: { content, contentType: 'application/json', encoded: false } },
  });

const SUSPENDED = { code: 'organization_suspended', description: 'a', detail: {} };
const ADDRESS = { ip_address: { vip: false, id: 'a' } };

const answer = (status: number, body: JsonObject, headers = JSON_TYPE): Reply => ({
  status,
  headers,
  body: JSON.stringify(body),
});

const judged = async (promised: JsonObject, reply: Reply, profile = 'documented'): Promise<readonly string[]> => {
  const { url } = await serve(() => reply);
  const [result] = (await verifiedFiles(targetAt(url, { profile }), [await pactFile(promised)])).scenarios;
  const { outcome, requirements } = result ?? {};
  const findings = outcome?.status === 'failed' ? outcome.findings : [];
  return [requirements?.join(' ') ?? '', ...new Set(findings.map((finding) => finding.requirements.join(' ')))];
};

describe('a mismatch names', () => {
  it.each<[string, JsonObject, Reply, readonly string[]]>([
    [
      'the requirement of the interaction if another error came',
      promise(403, SUSPENDED),
      answer(403, { ...SUSPENDED, code: 'permission_denied' }),
      ['LOOK-3', 'LOOK-3'],
    ],
    ['it too if another status came', promise(403, SUSPENDED), answer(200, ADDRESS), ['LOOK-3', 'LOOK-3']],
    [
      'nothing if the path is not that of the spec, though clients write it so',
      promise(403, SUSPENDED, {}, '/organizations/_/ip_addresses'),
      answer(200, ADDRESS),
      ['', ''],
    ],
    [
      'the rule of errors if one lacks a member',
      promise(403, SUSPENDED),
      answer(403, { code: 'organization_suspended', detail: {} }),
      ['LOOK-3', 'ERR-1'],
    ],
    [
      'the rule of successes if one lacks a member',
      promise(200, ADDRESS),
      answer(200, { ip_address: { vip: false } }),
      [OF_A_SUCCESS, 'SUCC-2'],
    ],
    [
      'the relation that a value breaks',
      promise(200, ADDRESS),
      answer(200, { ip_address: { vip: true, id: 'a' } }),
      [OF_A_SUCCESS, 'SUCC-5'],
    ],
    [
      'the rule of media types',
      promise(403, SUSPENDED),
      answer(403, SUSPENDED, { 'content-type': 'text/plain' }),
      ['LOOK-3', 'PROTO-1'],
    ],
    [
      'nothing if the consumer asks for a header that the spec does not have',
      promise(403, SUSPENDED, { 'X-A': ['b'] }),
      answer(403, SUSPENDED),
      ['LOOK-3', ''],
    ],
    [
      'nothing if the consumer asks for a member that the spec does not have',
      promise(403, { ...SUSPENDED, hint: 'a' }),
      answer(403, SUSPENDED),
      ['LOOK-3', ''],
    ],
    [
      'nothing beside the rule that the answer breaks, if the consumer asks for a header that the spec does not have',
      promise(403, SUSPENDED, { 'X-A': ['b'] }),
      answer(403, { code: 'organization_suspended', detail: {} }),
      ['LOOK-3', 'ERR-1', ''],
    ],
    [
      'nothing if nobody knows which error was promised',
      promise(403, { error: SUSPENDED }),
      answer(403, { other: {} }),
      ['', 'ERR-1'],
    ],
  ])('%s', async (_, promised, reply, ids) => {
    expect(await judged(promised, reply)).toEqual(ids);
  });

  it('the rule of headers if one is missing that the spec has', async () => {
    const promised = promise(403, { error: SUSPENDED }, { 'X-Api-Schema': ['json-error'] });
    expect(await judged(promised, answer(403, { error: SUSPENDED }), 'live')).toEqual(['LOOK-3', 'HEAD-1']);
  });

  it('the requirement of the interaction where the spec says that its path leads there too', async () => {
    const promised = promise(403, { error: SUSPENDED }, {}, '/organizations/_/ip_addresses');
    expect(await judged(promised, answer(200, ADDRESS), 'live')).toEqual(['LOOK-3', 'LOOK-3']);
  });

  it('nothing of what the spec does not know', async () => {
    expect(await judged(interaction('one'), { status: 500 })).toEqual(['', '']);
  });
});

describe('an answer that any server may have to give for a time', () => {
  const away = { code: 'service_unavailable', description: 'a', detail: {} };
  const dry = { ...away, code: 'no_available_addresses' };
  const limited = { ...away, code: 'rate_limit_reached', detail: { total_permitted: 5 } };
  it.each<[string, JsonObject, JsonObject, string]>([
    ['accuses nobody where a success was promised', promise(200, ADDRESS), dry, 'errored'],
    ['accuses where nobody knows which answer was promised', promise(503, { error: away }), away, 'failed'],
    ['accuses nobody', promise(403, SUSPENDED), away, 'errored'],
    [
      'accuses where a state was set up',
      { ...promise(403, SUSPENDED), providerStates: [{ name: 's' }] },
      away,
      'failed',
    ],
    ['accuses where the request had to be refused before', promise(403, SUSPENDED), dry, 'failed'],
    ['is right where it was promised', promise(503, away), away, 'passed'],
    ['accuses nobody whose rate limit is reached', promise(403, SUSPENDED), limited, 'errored'],
    [
      'accuses nobody whose rate limit is reached, however the path is spelled',
      promise(403, SUSPENDED, {}, '/organizations/_/ip_addresses'),
      limited,
      'errored',
    ],
    [
      'accuses nobody whose pool is empty, however the path is spelled',
      promise(200, ADDRESS, {}, '/organizations/_/ip_addresses'),
      dry,
      'errored',
    ],
    ['accuses nobody whose rate limit is reached elsewhere', interaction('one'), limited, 'errored'],
    ['accuses nobody who is unavailable elsewhere', interaction('one'), away, 'errored'],
    [
      'is no excuse for a limit of other words',
      promise(429, { ...limited, detail: { total_permitted: 6 } }),
      limited,
      'failed',
    ],
  ])('%s', async (_, promised, body, status) => {
    const { url } = await serve((request) =>
      isState(request) ? { status: 200 } : answer(body === limited ? 429 : 503, body),
    );
    const target = targetAt(url, { states: { url: `${url}/states`, headers: {} } });
    const [result] = (await verifiedFiles(target, [await pactFile(promised)])).scenarios;
    expect(result?.outcome.status).toBe(status);
  });
});
