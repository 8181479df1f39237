import { suggest } from '../documents/nearest.ts';
import { childOf, dotted } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { listed } from '../documents/words.ts';
import { isArray, isObject, valueAt } from '../runner/json.ts';
import { type Described, parametersOf } from './operations.ts';
import { checkPointers } from './pointers.ts';
import { follow } from './refs.ts';
import { isError } from './responses.ts';

type Report = (pointer: string, message: string, remedy: string) => Problem;

/** Makes problems of one document; the place is that of the value at the pointer. */
export const reporter =
  (document: YamlDocument): Report =>
  (pointer, message, remedy) => ({ place: document.placeOf(pointer), pointer, message, remedy });

/** Problem of a document that is not OpenAPI 3.1, or nothing. */
export const checkVersion = (document: YamlDocument): readonly Problem[] => {
  const version = valueAt(document.value, '/openapi');
  if (typeof version !== 'string' || /^3\.1\.\d+$/.test(version)) return [];
  return [reporter(document)('/openapi', `OpenAPI ${version} is not supported`, 'Describe the API in OpenAPI 3.1.')];
};

const checkPaths = (document: YamlDocument): readonly Problem[] => {
  const paths = valueAt(document.value, '/paths');
  return Object.keys(isObject(paths) ? paths : {}).flatMap((path) => {
    const pointer = childOf('', 'paths', path);
    const place = document.keyPlaceOf(pointer);
    if (!path.startsWith('/'))
      return [
        { place, pointer, message: `the path \`${path}\` does not begin with a slash`, remedy: `Write \`/${path}\`.` },
      ];
    return path.split('/').every((segment) => /^(?:[^{}]*|\{[^{}$]+\})$/.test(segment))
      ? []
      : [
          {
            place,
            pointer,
            message: `a segment of the path \`${path}\` is a parameter in part`,
            remedy: 'Let a parameter be a whole segment, as in `/bookings/{booking}`.',
          },
        ];
  });
};

/** Parameters that stand in no path which they are for. */
const checkParameters = (
  document: YamlDocument,
  operations: readonly Described[],
  report: Report,
): readonly Problem[] =>
  operations.flatMap(({ path, pointer }) => {
    const known = parametersOf(path);
    return [childOf(pointer, 'parameters'), childOf('', 'paths', path, 'parameters')].flatMap((list) => {
      const parameters = valueAt(document.value, list);
      return (isArray(parameters) ? parameters : []).flatMap((_, index) => {
        const at = follow(document.value, childOf(list, index));
        const name = String(valueAt(document.value, childOf(at, 'name')));
        return valueAt(document.value, childOf(at, 'in')) !== 'path' || known.includes(name)
          ? []
          : [report(childOf(at, 'name'), `the path \`${path}\` has no parameter \`${name}\``, suggest(name, known))];
      });
    });
  });

const checkIds = (operations: readonly Described[], report: Report): readonly Problem[] =>
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
          `Add \`parameters: { ${lacking}: $response.body#/... }\`.`,
        ),
      ];
    return name === 'release' && operation.allocates === undefined
      ? [
          report(
            at,
            'the link `release` does not say what to release',
            'Use a runtime expression such as `$response.body#/ip_address/id` in it.',
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
        'Describe the error with `properties: {code: {const: ...}}`.',
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

const checkSuccess = (operation: Described, report: Report): readonly Problem[] =>
  Number.isNaN(operation.success)
    ? [
        report(
          childOf(operation.pointer, 'responses'),
          `${operation.id} documents no success`,
          "Add a response '200', or whichever it is.",
        ),
      ]
    : [];

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
    ...checkLinks(operation, ids, report),
    ...checkErrors(operation, report),
    ...checkRanges(operation, report),
    ...checkExcepted(operation, codes, report),
    ...checkPointers(document, operation),
  ]);
  const subject = String(valueAt(document.value, '/x-subject'));
  const strange = ids.includes(subject)
    ? []
    : [report('/x-subject', `there is no operation \`${subject}\``, suggest(subject, ids))];
  // Operations share responses, so one fault can be met several times.
  const all = [
    ...checkPaths(document),
    ...checkParameters(document, operations, report),
    ...checkIds(operations, report),
    ...strange,
    ...each,
  ];
  return [...new Map(all.map((problem) => [`${problem.pointer} ${problem.message}`, problem])).values()];
};
