import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../runner/clock.ts';
import { collect } from '../../runner/collect.ts';
import { isObject, valueAt } from '../../runner/json.ts';
import { plan } from '../../runner/plan.ts';
import { type RunOptions, run } from '../../runner/run.ts';
import { createSend } from '../../runner/send.ts';
import type { Received } from '../../runner/types/exchange.ts';
import type { Report } from '../../runner/types/report.ts';
import type { RunEvent } from '../../runner/types/run-event.ts';
import type { Expect, RequestStep, RequestTemplate, Scenario } from '../../runner/types/scenario.ts';
import type { Answer, Operation, Requirement, Spec } from '../../runner/types/spec.ts';
import type { Target } from '../../runner/types/target.ts';
import type { Json, JsonObject, Place } from '../../runner/types/values.ts';

export const PLACE: Place = { file: 'suites/test.yaml', line: 1, column: 1 };
const RULE: Place = { file: 'spec/test.yaml', line: 7, column: 3 };

const operation = (id: string, method: string, path: string, rest: Partial<Operation>): Operation => ({
  id,
  method,
  path,
  isAt: (asked) => asked === path,
  success: 200,
  errors: [],
  errorAt: '',
  codeMember: 'code',
  scopes: [],
  links: {},
  relations: [],
  listed: [],
  astray: () => undefined,
  validRequest: (body) => isObject(body) && !('invalid' in body),
  ...rest,
});

const errors = (...known: readonly (readonly [number, string])[]): Operation['errors'] =>
  known.map(([status, code]) => ({ status, code, pointer: `/${code}` }));

const OPERATIONS: Spec['operations'] = {
  create: operation('create', 'POST', '/things', {
    errors: errors([400, 'bad'], [404, 'absent'], [429, 'limited'], [503, 'none_left']),
    links: { release: { operation: 'release', query: {}, body: { thing: { id: '$response.body#/thing/id' } } } },
    allocates: { id: '/thing/id' },
    relations: [
      {
        requirement: 'REL',
        text: 'The colour is kept.',
        kind: 'equals',
        response: '/thing/colour',
        request: '/colour',
      },
      { requirement: 'UNIQUE', text: 'No two share a name.', kind: 'unique', response: '/thing/name' },
    ],
  }),
  list: operation('list', 'GET', '/things', {
    errors: errors([503, 'none_left']),
    pagination: { page: 'page', pages: '/pages', items: '/things', id: '/id' },
  }),
  show: operation('show', 'GET', '/thing', { errors: errors([404, 'absent']) }),
  release: operation('release', 'DELETE', '/thing', { errors: errors([404, 'absent'], [403, 'forbidden']) }),
};

const requirement = (id: string, level: Requirement['level'] = 'must'): Requirement => ({
  id,
  text: `Requirement ${id}.`,
  level,
  pointer: '',
  place: RULE,
  source: 'test',
  universal: ['SHAPE', 'STATUS', 'WHOLE', 'SECRET'].includes(id),
});

const known = (operations: Spec['operations'], id: string, { json, status }: Received): string | null | undefined => {
  const code = valueAt(json, '/code');
  if (typeof code === 'string') return code;
  return status === operations[id]?.success ? null : undefined;
};

/** A spec of things that can be created, listed and released; a right answer has a thing with an id, or a code with a detail. */
export const specOf = (changes: Readonly<Record<string, Partial<Operation>>> = {}): Spec => {
  const operations = Object.fromEntries(
    Object.entries(OPERATIONS).map(([id, one]): [string, Operation] => [id, { ...one, ...changes[id] }]),
  );
  const codeOf: Spec['codeOf'] = (id, response) => (operations[id] ? known(operations, id, response) : undefined);
  return {
    shownBy: () => [],
    profile: 'test',
    title: 'Things',
    operations,
    requirements: [
      ...['ONE', 'TWO', 'REL', 'UNIQUE', 'SHAPE', 'STATUS', 'WHOLE', 'SECRET'].map((id) => requirement(id)),
      requirement('SOFT', 'should'),
    ],
    rules: {
      'success-schema': 'SHAPE',
      'error-schema': 'SHAPE',
      status: 'STATUS',
      'content-type': 'SHAPE',
      headers: 'SOFT',
      complete: 'WHOLE',
      'token-echo': 'SECRET',
    },
    cases: {},
    transient: [],
    precedence: [],
    tables: {},
    things: {},
    states: {},
    subject: 'create',
    codeOf,
    judge: (id, response) => {
      const violation = { at: '', expected: 'it', actual: 'not it', place: RULE };
      const code = codeOf(id, response);
      const { json, headers } = response;
      const shape =
        id === 'create' && code === null && typeof valueAt(json, '/thing/id') !== 'string'
          ? [{ ...violation, message: 'the thing has no id', requirement: 'SHAPE' }]
          : [];
      const detail =
        typeof code === 'string' && !isObject(valueAt(json, '/detail'))
          ? [{ ...violation, message: 'detail is missing', requirement: 'SHAPE' }]
          : [];
      const soft = headers.some(([name]) => name === 'x-odd')
        ? [{ ...violation, message: 'x-odd is odd', requirement: 'SOFT' }]
        : [];
      return [...shape, ...detail, ...soft];
    },
  };
};

export const SECRETS = { valid: 'valid-0123456789abcdef', second: 'second-0123456789abcdef' } as const;

/** A target that waits for nothing and holds little. */
export const targetOf = (
  url: string,
  changes: Partial<Omit<Target, 'limits'>> & { limits?: Partial<Target['limits']> } = {},
): Target => ({
  url,
  profile: 'test',
  tokens: {
    valid: { role: 'valid', secret: SECRETS.valid, variable: 'VALID_TOKEN' },
    second: { role: 'second', secret: SECRETS.second, variable: 'SECOND_TOKEN' },
  },
  roles: { organization: { main: { id: 'org-1', sub_domain: 'one' } }, network: {} },
  rolesAt: {
    'organization.id': 'organizations',
    'organization.sub_domain': 'organizations',
    'network.id': 'networks',
    'network.permalink': 'networks',
  },
  dedicated: true,
  timeouts: { connectMs: 1000, headersMs: 1000, bodyMs: 1000 },
  tls: { insecure: false },
  ...changes,
  limits: { allocations: 100, drain: 0, concurrency: 4, responseBytes: 100_000, rateWaitMs: 90_000, ...changes.limits },
});

export type Server = { readonly url: string; readonly close: () => Promise<void> };

/** A server on a free port of the loopback interface. */
export const serve = async (listener: RequestListener): Promise<Server> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** A request as a test's server sees it. */
export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  readonly json: Json | undefined;
};

/** What a test's server answers; `undefined` leaves the request without an answer. */
export type Reply = {
  readonly status: number;
  readonly body?: Json | string;
  readonly headers?: Readonly<Record<string, string>>;
};
export type Handler = (asked: Asked, response: ServerResponse) => Reply | undefined | Promise<Reply | undefined>;

const textOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
};

const jsonOf = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

/** Serves JSON. */
export const serveJson = (handler: Handler): Promise<Server> =>
  serve(async (message, response) => {
    const text = await textOf(message);
    const { pathname, searchParams } = new URL(message.url ?? '/', 'http://test');
    const { method = '', headers } = message;
    const asked = { method, path: pathname, query: searchParams, headers, text, json: jsonOf(text) };
    const reply = await handler(asked, response);
    if (reply === undefined) return;
    const { status, body = {}, headers: own } = reply;
    response.sendDate = false;
    response.writeHead(status, { 'content-type': 'application/json', ...own });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });

export const error = (status: number, code: string, detail: JsonObject = {}): Reply => ({
  status,
  body: { code, description: 'Refused.', detail },
});

/** A server of things that keeps the spec; `override` may answer in its place. */
export type Things = Server & { readonly things: Map<string, JsonObject>; readonly asked: Asked[] };

export const serveThings = async (
  override: (
    asked: Asked,
    things: Map<string, JsonObject>,
    response: ServerResponse,
  ) => Reply | 'silent' | undefined = () => undefined,
): Promise<Things> => {
  const things = new Map<string, JsonObject>();
  const asked: Asked[] = [];
  let created = 0;
  const create = (body: Json | undefined): Reply => {
    if (!isObject(body)) return error(400, 'bad');
    const id = `thing-${++created}`;
    const thing = { id, name: `name-${created}`, ...(body.colour === undefined ? {} : { colour: body.colour }) };
    things.set(id, thing);
    return { status: 200, body: { thing } };
  };
  const server = await serveJson((one, response) => {
    asked.push(one);
    const own = override(one, things, response);
    if (own !== undefined) return own === 'silent' ? undefined : own;
    const route = `${one.method} ${one.path}`;
    if (route === 'POST /things') return create(one.json);
    if (route === 'GET /things') return { status: 200, body: { pages: 1, things: [...things.values()] } };
    if (route === 'DELETE /thing')
      return things.delete(String(valueAt(one.json, '/thing/id'))) ? { status: 200 } : error(404, 'absent');
    return { status: 404, body: 'no such route' };
  });
  return { ...server, things, asked };
};

export const SUCCESS: Answer = { status: 200, code: null };

export const expectOf = (answers: readonly Answer[] = [SUCCESS], rest: Partial<Expect> = {}): Expect => ({
  answers,
  says: '',
  body: {},
  detail: {},
  headers: {},
  conceals: [],
  ...rest,
});

export const templateOf = (changes: Partial<RequestTemplate> = {}): RequestTemplate => ({
  operation: 'create',
  as: 'valid',
  query: {},
  headers: {},
  body: { json: {} },
  ...changes,
});

export const stepOf = (changes: Partial<Omit<RequestStep, 'kind'>> = {}): RequestStep => ({
  kind: 'request',
  id: 'step-1',
  place: PLACE,
  request: templateOf(),
  times: 1,
  together: false,
  expect: expectOf(),
  ...changes,
});

export const LIST: RequestTemplate = { operation: 'list', as: 'valid', query: {}, headers: {} };

export const scenarioOf = (changes: Partial<Scenario> = {}): Scenario => {
  const id = changes.id ?? 'suite/one';
  return {
    id,
    suite: 'suite',
    title: 'A title',
    requirements: ['ONE'],
    tags: [],
    level: 'allocating',
    given: [],
    steps: [stepOf()],
    alone: false,
    place: PLACE,
    ...changes,
  };
};

/** A clock that stands still but for waiting, which takes no time. */
export const stoppedClock = (start = 1_000_000): Clock & { readonly slept: number[] } => {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms) => {
      slept.push(ms);
      now += ms;
    },
  };
};

export type Ran = { readonly events: readonly RunEvent[]; readonly report: Report };

/** Plans and runs scenarios, and collects the report. */
export const runAll = async (
  scenarios: readonly Scenario[],
  target: Target,
  { spec = specOf(), clock = stoppedClock(), ...options }: Partial<RunOptions> & { readonly spec?: Spec } = {},
): Promise<Ran> => {
  const sender = createSend(target, clock);
  const events: RunEvent[] = [];
  try {
    const tool = { name: 'test', version: '1' };
    for await (const event of run(plan(scenarios, target, 'seed'), spec, target, { sender, clock, tool, ...options }))
      events.push(event);
  } finally {
    await sender.close();
  }
  return { events, report: collect(events) };
};
