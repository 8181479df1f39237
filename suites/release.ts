import { suggest } from '../documents/nearest.ts';
import { isArray, isObject, textOf } from '../runner/json.ts';
import type { Lot, RequestStep, RequestTemplate, Step } from '../runner/types/scenario.ts';
import type { Link } from '../runner/types/spec.ts';
import type { Json, Place } from '../runner/types/values.ts';
import type { Scope } from './format.ts';

type Shell = { readonly id: string; readonly place: Place } & Pick<Lot, 'expect' | 'requirements'>;

const RESPONSE = /^\$response\.(body#.*)$/;
const EMBEDDED = /\{(\$[^}]*)\}/g;

/** A link's runtime expressions as references to the answer of one request of a step. */
const referring = (value: Json, answer: string): Json => {
  if (typeof value === 'string') {
    const part = RESPONSE.exec(value)?.[1];
    return part === undefined ? value : `\${${answer}.response.${part}}`;
  }
  if (isArray(value)) return value.map((item) => referring(item, answer));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, referring(member, answer)]));
};

const requestOf = (link: Link, as: string, answer: string): RequestTemplate => ({
  operation: link.operation,
  as,
  ...(link.path === undefined
    ? {}
    : { path: link.path.replace(EMBEDDED, (_, value: string) => textOf(referring(value, answer))) }),
  query: Object.fromEntries(
    Object.entries(link.query).map(([name, value]) => [name, String(referring(value, answer))]),
  ),
  headers: {},
  ...(link.body === undefined ? {} : { body: { json: referring(link.body, answer) } }),
});

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
  const indexes = indexesOf(step, index, scope);
  return indexes.map((at) => ({
    ...shell,
    kind: 'request',
    id: indexes.length === 1 ? id : `${id}-${at}`,
    request: requestOf(link, step.request.as, step.times === 1 ? `steps.${name}` : `steps.${name}.${at}`),
    times: 1,
    together: false,
  }));
};
