import { suggest } from '../documents/nearest.ts';
import { isArray, isObject, textOf, valueAt } from '../runner/json.ts';
import { decoded, segmentFor } from '../runner/links.ts';
import { besideReferences, encoded } from '../runner/references.ts';
import type { Lot, RequestStep, RequestTemplate, Step } from '../runner/types/scenario.ts';
import type { Link } from '../runner/types/spec.ts';
import type { Json, Place } from '../runner/types/values.ts';
import type { Scope } from './format.ts';

type Shell = { readonly id: string; readonly place: Place } & Pick<Lot, 'expect' | 'requirements'>;

const EXPRESSION = /^\$(?:(request|response)\.body(?:#(.*))?|request\.path\.(.+))$/;
const EMBEDDED = /\{(\$[^}]*)\}/g;

/** What a runtime expression of a link stands for in a scenario; `undefined` if the step's request has no such value. */
type Fill = (expression: string) => Json | undefined;

/** An answer is known once it came, and so is referred to; of the request it is known what it says. */
const filling = ({ from = '' }: Link, { body, path = '' }: RequestTemplate, answer: string): Fill => {
  const asked = body !== undefined && 'json' in body ? body.json : undefined;
  return (expression) => {
    const [, source, pointer = '', parameter] = EXPRESSION.exec(expression) ?? [];
    if (source === 'response') return `\${${answer}.response.body#${pointer}}`;
    if (parameter === undefined) return valueAt(asked, pointer);
    const segment = segmentFor(parameter, from, path);
    return segment === undefined ? undefined : besideReferences(segment, decoded);
  };
};

const filled = (value: Json, fill: Fill): Json => {
  if (typeof value === 'string') {
    if (EXPRESSION.test(value)) return fill(value) ?? value;
    return value.replace(EMBEDDED, (_, expression: string) => textOf(fill(expression) ?? expression));
  }
  if (isArray(value)) return value.map((item) => filled(item, fill));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, filled(member, fill)]));
};

/** A value as a segment of a path: references are encoded when they are replaced. */
const segmentOf = (value: Json): string => besideReferences(textOf(value), encoded);

/** The request that a link stands for after a step; `missing` is told each expression that stands for nothing there. */
const requestOf = (
  link: Link,
  { id, request, times }: RequestStep,
  at: number,
  missing: (expression: string) => void,
): RequestTemplate => {
  const known = filling(link, request, times === 1 ? `steps.${id}` : `steps.${id}.${at}`);
  const fill: Fill = (expression) => {
    const value = known(expression);
    if (value === undefined) missing(expression);
    return value;
  };
  const path = link.path?.replace(EMBEDDED, (_, expression: string) => segmentOf(fill(expression) ?? expression));
  return {
    operation: link.operation,
    as: request.as,
    ...(path === undefined ? {} : { path }),
    query: Object.fromEntries(Object.entries(link.query).map(([name, value]) => [name, textOf(filled(value, fill))])),
    headers: {},
    ...(link.body === undefined ? {} : { body: { json: filled(link.body, fill) } }),
  };
};

const indexesOf = (step: RequestStep, index: string | undefined, scope: Scope): readonly number[] => {
  const { id, times, until } = step;
  if (index === undefined && until === undefined) return Array.from({ length: times }, (_, at) => at);
  if (index !== undefined && (until !== undefined || Number(index) < times)) return [Number(index)];
  const fact =
    index === undefined
      ? `step \`${id}\` sends several requests, and which of them to release is not said`
      : `step \`${id}\` sends ${times} request${times === 1 ? '' : 's'}, and none has the number ${index}, counted from 0`;
  scope.report(scope.pointer, fact, `Write \`${id}.0\` to release what its first request created.`);
  return [];
};

/** Steps that give back what an earlier step created, by the spec's link `release`: one for each request of that step. */
export const releaseSteps = (
  target: string,
  { id, ...shell }: Shell,
  steps: readonly Step[],
  scope: Scope,
): readonly Step[] => {
  const [name = '', index] = target.split('.');
  const requests = steps.filter((step) => step.kind === 'request');
  const step = requests.find((one) => one.id === name);
  if (step === undefined) {
    const known = requests.map((one) => one.id);
    scope.report(scope.pointer, `no earlier step \`${name}\` to release`, suggest(name, known));
    return [];
  }
  const link = scope.spec.operations[step.request.operation]?.links.release;
  if (link === undefined) {
    const fact = `the spec has no link \`release\` for \`${step.request.operation}\``;
    scope.report(scope.pointer, fact, 'Release a step that creates something.');
    return [];
  }
  const lacks = (expression: string): void =>
    scope.report(
      scope.pointer,
      `the request of step \`${name}\` has no \`${expression}\`, which the link \`release\` asks for`,
      'Write the release as a request of its own.',
    );
  const indexes = indexesOf(step, index, scope);
  return indexes.map((at) => ({
    ...shell,
    kind: 'request',
    id: indexes.length === 1 ? id : `${id}-${at}`,
    request: requestOf(link, step, at, lacks),
    times: 1,
    together: false,
  }));
};
