import { suggest } from '../documents/nearest.ts';
import { childOf, dotted } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { listed } from '../documents/words.ts';
import { valueAt } from '../runner/json.ts';
import { checkExpressions } from './expressions.ts';
import { checkIds } from './ids.ts';
import { type Described, parametersOf } from './operations.ts';
import { checkGiven, checkParameters, checkPaths } from './parameters.ts';
import { checkPointers } from './pointers.ts';
import { type Report, reporter } from './reporter.ts';
import { isError } from './responses.ts';

/** Problem of a document that is not OpenAPI 3.1, or nothing. */
export const checkVersion = (document: YamlDocument): readonly Problem[] => {
  const version = valueAt(document.value, '/openapi');
  if (typeof version !== 'string' || /^3\.1\.\d+$/.test(version)) return [];
  return [reporter(document)('/openapi', `OpenAPI ${version} is not supported`, 'Describe the API in OpenAPI 3.1.')];
};

const checkNames = (operations: readonly Described[], report: Report): readonly Problem[] =>
  operations.flatMap(({ id, pointer }, index) =>
    operations.slice(0, index).some((earlier) => earlier.id === id)
      ? [
          report(
            childOf(pointer, 'operationId'),
            `two operations are called \`${id}\``,
            'Give one of them another operationId.',
          ),
        ]
      : [],
  );

const checkLinks = (operation: Described, ids: readonly string[], report: Report): readonly Problem[] => {
  const response = operation.responses.find(({ status }) => status === String(operation.success));
  return Object.entries(operation.links).flatMap(([name, link]) => {
    const at = childOf(response?.pointer ?? operation.pointer, 'links', name);
    if (!ids.includes(link.operation))
      return [
        report(
          at,
          `the link \`${name}\` leads to an unknown operation \`${link.operation}\``,
          suggest(link.operation, ids),
        ),
      ];
    const [lacking] = parametersOf(link.path ?? '');
    if (lacking !== undefined)
      return [
        report(
          at,
          `the link \`${name}\` gives no \`${lacking}\`, which the path of ${link.operation} needs`,
          `Add \`parameters: { ${lacking}: ${parametersOf(operation.path).includes(lacking) ? `$request.path.${lacking}` : '$response.body#/...'} }\`.`,
        ),
      ];
    return name === 'release' && operation.allocates === undefined
      ? [
          report(
            at,
            'the link `release` does not say what to release',
            'Use a runtime expression such as `$response.body#/id` in it.',
          ),
        ]
      : [];
  });
};

const whereabouts = (at: string): string => (at === '' ? 'at the top level' : `in \`${dotted(at)}\``);

const checkErrors = (operation: Described, report: Report): readonly Problem[] => {
  const errors = operation.responses.filter(({ status }) => isError(status));
  const nameless = errors
    .filter(({ codes, content }) => codes.length === 0 && content.length > 0)
    .map(({ status, pointer }) =>
      report(
        pointer,
        `no error code is documented for status ${status} of ${operation.id}`,
        `Describe the error with \`properties: {${operation.codeMember}: {const: ...}}\`; one without a code has no \`content\`, and cases name its status.`,
      ),
    );
  const vacuous = errors
    .flatMap(({ codes }) => codes)
    .filter(({ solid }) => !solid)
    .map(({ code, pointer }) =>
      report(
        pointer,
        `the schema of \`${code}\` is vacuous: bodies without this code satisfy it`,
        'Give it, and every object around it, `type: object`, and name the member under `required`.',
      ),
    );
  const places = [...new Set(errors.flatMap(({ codes }) => codes.map(({ at }) => at)))];
  const scattered =
    places.length > 1
      ? [
          report(
            childOf(operation.pointer, 'responses'),
            `the errors of ${operation.id} stand in different places: ${listed(places.map(whereabouts), 'and')}`,
            'Let all of them have the same place.',
          ),
        ]
      : [];
  return [...nameless, ...vacuous, ...scattered];
};

const checkRanges = (operation: Described, report: Report): readonly Problem[] =>
  operation.responses
    .filter(({ status, codes }) => codes.length > 0 && !/^\d+$/.test(status))
    .map(({ status, pointer }) =>
      report(
        pointer,
        `error codes are documented for \`${status}\`, which is no single status`,
        'Document them under their status.',
      ),
    );

const checkSuccess = ({ id, pointer, success, responses }: Described, report: Report): readonly Problem[] =>
  Number.isNaN(success)
    ? [report(childOf(pointer, 'responses'), `${id} documents no success`, "Add a response '200', or whichever it is.")]
    : responses
        .filter(({ status }) => /^2\d\d$/.test(status) && status !== String(success))
        .map(({ status }) =>
          report(
            childOf(pointer, 'responses', status),
            `${id} documents a second success, ${status} beside ${success}`,
            'Keep one of the two: no scenario could expect the other.',
          ),
        );

const checkExcepted = (operation: Described, codes: readonly string[], report: Report): readonly Problem[] =>
  operation.responses
    .flatMap(({ headers }) => headers)
    .flatMap(({ pointer, except }) =>
      except
        .map((code, index) => ({ code, at: childOf(pointer, 'x-except-codes', index) }))
        .filter(({ code }) => !codes.includes(code))
        .map(({ code, at }) => report(at, `\`${code}\` is no error code of any operation`, suggest(code, codes))),
    );

/** Everything about paths and operations that a JSON Schema cannot say. */
export const checkOperations = (document: YamlDocument, operations: readonly Described[]): readonly Problem[] => {
  const report = reporter(document);
  const ids = [...new Set(operations.map(({ id }) => id))];
  const codes = [...new Set(operations.flatMap(({ errors }) => errors.map(({ code }) => code)))];
  const each = operations.flatMap((operation) => [
    ...checkSuccess(operation, report),
    ...checkParameters(document, operation),
    ...checkLinks(operation, ids, report),
    ...checkGiven(document, operation, operations),
    ...checkExpressions(document, operation),
    ...checkErrors(operation, report),
    ...checkRanges(operation, report),
    ...checkExcepted(operation, codes, report),
    ...checkPointers(document, operation),
    ...checkIds(document, operation),
  ]);
  const subject = String(valueAt(document.value, '/x-subject'));
  const strange = ids.includes(subject)
    ? []
    : [report('/x-subject', `there is no operation \`${subject}\``, suggest(subject, ids))];
  // Operations share responses, so one fault can be met several times.
  const all = [...checkPaths(document), ...checkNames(operations, report), ...strange, ...each];
  return [...new Map(all.map((problem) => [`${problem.pointer} ${problem.message}`, problem])).values()];
};
