import type { Failure } from '../runner/types/exchange.ts';
import type { Outcome } from '../runner/types/finding.ts';
import type { RunEvent } from '../runner/types/run-event.ts';
import type { Level } from '../runner/types/scenario.ts';
import type { Requirement } from '../runner/types/spec.ts';
import {
  anything,
  byMember,
  flag,
  isObject,
  listOf,
  number,
  objectOf,
  oneOf,
  optional,
  orNull,
  type Shape,
  text,
  time,
  tuple,
} from './shape.ts';

const keys = (values: Readonly<Record<string, true>>): Shape => oneOf(...Object.keys(values));

const LEVELS: Readonly<Record<Level, true>> = { safe: true, allocating: true, draining: true };
const FORCE: Readonly<Record<Requirement['level'], true>> = { must: true, should: true, unknown: true };
const FAILURES: Readonly<Record<Failure['kind'], true>> = {
  connect: true,
  tls: true,
  timeout: true,
  closed: true,
  'too-large': true,
  broken: true,
  aborted: true,
};

const place = objectOf({ file: text, line: number, column: number });

const requirement = objectOf({
  id: text,
  text,
  level: keys(FORCE),
  pointer: text,
  place,
  source: text,
  universal: flag,
});

const planned = objectOf({
  id: text,
  suite: text,
  title: text,
  requirements: listOf(text),
  tags: listOf(text),
  level: keys(LEVELS),
  place,
  skip: optional(listOf(text)),
});

const headers = listOf(tuple(text, text));

const exchange = objectOf({
  operation: text,
  as: text,
  request: objectOf({ method: text, url: text, headers, body: optional(text) }),
  response: optional(objectOf({ status: number, headers, text, json: anything, problem: optional(text) })),
  failure: optional(objectOf({ kind: keys(FAILURES), message: text })),
  tokenEchoes: listOf(text),
  sentAt: number,
  answeredAt: number,
});

const finding = objectOf({
  check: text,
  requirements: listOf(text),
  severity: oneOf('failure', 'warning'),
  message: text,
  expected: text,
  actual: text,
  step: text,
  exchange: optional(number),
  place,
  rule: optional(place),
});

const OUTCOMES: Readonly<Record<Outcome['status'], Shape>> = {
  passed: objectOf({ warnings: listOf(finding) }),
  failed: objectOf({ findings: listOf(finding), problems: optional(listOf(text)) }),
  errored: objectOf({ reason: text }),
  skipped: objectOf({ reason: text }),
};

const EVENTS: Readonly<Record<RunEvent['type'], Shape>> = {
  'run-started': objectOf({
    tool: objectOf({ name: text, version: text }),
    target: text,
    embedded: optional(flag),
    profile: text,
    spec: optional(text),
    overlays: optional(listOf(text)),
    seed: text,
    tls: optional(
      objectOf({ insecure: optional(flag), ca: optional(text), cert: optional(text), key: optional(text) }),
    ),
    requireAll: optional(flag),
    requirements: listOf(requirement),
    scenarios: listOf(planned),
    documented: listOf(objectOf({ status: number, code: orNull(text) })),
  }),
  'scenario-started': objectOf({ scenario: text }),
  exchange: objectOf({ scenario: text, step: text, exchange, code: optional(orNull(text)) }),
  'scenario-finished': objectOf({
    scenario: text,
    outcome: byMember('status', OUTCOMES),
    overlap: optional(objectOf({ requests: number, inFlight: number, spreadMs: number })),
    judged: optional(listOf(text)),
  }),
  waited: objectOf({ ms: number, reason: text }),
  held: objectOf({ scenario: text, resource: text }),
  released: objectOf({ resource: text }),
  doubted: objectOf({ scenario: text, reason: text }),
  explained: objectOf({ scenario: text, reason: text }),
  leaked: objectOf({ scenario: text, resource: text, reason: text, fate: optional(oneOf('found', 'theirs')) }),
  'run-finished': objectOf({ interrupted: flag, created: number, released: number }),
};

const event: Shape = byMember('type', EVENTS);

/** What keeps a value from being an event, one clause each; members that are not known are left alone. */
export const eventProblems = (value: unknown): readonly string[] => [
  ...event(value, ''),
  ...(isObject(value) ? time(value.at, '/at') : []),
];

/** Whether a value is an event. */
export const isEvent = (value: unknown): value is RunEvent => eventProblems(value).length === 0;
