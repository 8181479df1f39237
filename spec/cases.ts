import { suggest } from '../documents/nearest.ts';
import { childOf } from '../documents/pointer.ts';
import type { Problem } from '../documents/problems.ts';
import type { YamlDocument } from '../documents/read.ts';
import { isObject, own, valueAt } from '../runner/json.ts';
import type { Answer, AnswerCase } from '../runner/types/spec.ts';
import type { Json, JsonObject } from '../runner/types/values.ts';
import { codesOf } from './codes.ts';
import { type Described, type Judged, unroutedOf } from './operations.ts';
import { reporter } from './reporter.ts';

type WrittenAnswer = {
  readonly success?: true;
  readonly code?: string;
  readonly status?: Answer['status'];
  readonly detail?: JsonObject;
};
type WrittenCase = { readonly text: string; readonly answers: readonly WrittenAnswer[]; readonly open?: string };
type Cases = Readonly<Record<string, AnswerCase>>;

/** Where codes are documented: by the subject if it has them, else by any other operation, else where none is meant. */
export type CodeTable = {
  readonly statuses: (code: string) => readonly number[];
  /** Codes that operations document. */
  readonly documented: readonly string[];
  /** Codes that are documented for requests that no operation is for. */
  readonly unrouted: readonly string[];
  /** Codes that only a component describes, for answers that belong to no operation. */
  readonly described: readonly string[];
};

const distinct = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];

/** Codes and their statuses, out of the operations and the components of a document. */
export const codeTable = (root: Json, operations: readonly Described[], subject: Described): CodeTable => {
  const statusesIn = (all: readonly Judged[], code: string): readonly number[] =>
    distinct(all.flatMap(({ errors }) => errors.filter((error) => error.code === code).map(({ status }) => status)));
  const schemas = valueAt(root, '/components/schemas');
  const names = Object.keys(isObject(schemas) ? schemas : {});
  const nowhere = unroutedOf(root);
  const places = [[subject], operations, nowhere === undefined ? [] : [nowhere]];
  return {
    statuses: (code) => places.map((place) => statusesIn(place, code)).find(({ length }) => length > 0) ?? [],
    unrouted: distinct(nowhere?.errors.map(({ code }) => code) ?? []),
    documented: distinct([subject, ...operations].flatMap(({ errors }) => errors.map(({ code }) => code))),
    described: distinct(
      names.flatMap((name) => codesOf(root, childOf('/components/schemas', name)).map(({ code }) => code)),
    ),
  };
};

const answersOf = (written: WrittenAnswer, table: CodeTable, subject: Described): readonly Answer[] => {
  const { success, code, status, detail } = written;
  if (success === true) return [{ status: subject.success, code: null }];
  if (code === undefined) return status === undefined ? [] : [{ status }];
  const statuses = status === undefined ? table.statuses(code) : [status];
  return statuses.map((one) => ({ status: one, code, ...(detail === undefined ? {} : { detail }) }));
};

const writtenCases = (root: Json): readonly (readonly [string, WrittenCase])[] => {
  const cases = valueAt(root, '/x-cases');
  return Object.entries(isObject(cases) ? cases : {}) as unknown as readonly (readonly [string, WrittenCase])[];
};

const textOf = (root: Json, code: string, operations: readonly Described[]): string => {
  const pointer = operations.flatMap(({ errors }) => errors).find((error) => error.code === code)?.pointer;
  const text = pointer === undefined ? undefined : valueAt(root, childOf(pointer, 'description'));
  return typeof text === 'string' ? text : `The error ${code}.`;
};

/** Named situations: those of `x-cases`, one for each documented error code, and `success`. */
export const casesOf = (root: Json, operations: readonly Described[], subject: Described): Cases => {
  const table = codeTable(root, operations, subject);
  const named = writtenCases(root).map(([name, { text, answers, open }]): [string, AnswerCase] => {
    const all = answers.flatMap((answer) => answersOf(answer, table, subject));
    return [name, { name, text, answers: all, ...(open === undefined || all.length < 2 ? {} : { open }) }];
  });
  const coded = table.documented.map((code): [string, AnswerCase] => [
    code,
    { name: code, text: textOf(root, code, [subject, ...operations]), answers: answersOf({ code }, table, subject) },
  ]);
  const text = 'The request succeeds.';
  const success: AnswerCase = { name: 'success', text, answers: answersOf({ success: true }, table, subject) };
  return Object.fromEntries([['success', success], ...coded, ...named]);
};

/** Problems of `x-cases`: unknown codes, and several answers without a reason. */
export const checkCases = (
  document: YamlDocument,
  operations: readonly Described[],
  subject: Described,
): readonly Problem[] => {
  const report = reporter(document);
  const table = codeTable(document.value, operations, subject);
  return writtenCases(document.value).flatMap(([name, { answers, open }]) => {
    const at = childOf('/x-cases', name);
    const unknown = answers.flatMap(({ code, status }, index) => {
      const known = [...table.documented, ...table.unrouted, ...(status === undefined ? [] : table.described)];
      if (code === undefined || known.includes(code)) return [];
      const place = childOf(at, 'answers', index, 'code');
      return [report(place, `no operation documents the error code \`${code}\``, suggest(code, known))];
    });
    const reason =
      answers.length > 1 && open === undefined
        ? [
            report(
              at,
              `the case \`${name}\` has several answers and no reason`,
              'Say under `open` why several are right.',
            ),
          ]
        : [];
    return [...unknown, ...reason];
  });
};

/** Stages in which faults are judged, first stage first. */
export const precedenceOf = (root: Json): readonly (readonly string[])[] =>
  (valueAt(root, '/x-precedence') ?? []) as readonly (readonly string[])[];

/** Error codes that prove nothing of a target which nobody brought into a state. */
export const transientOf = (root: Json): readonly string[] =>
  (valueAt(root, '/x-transient') ?? []) as readonly string[];

/** Problems of `x-transient`: codes that the subject does not have. */
export const checkTransient = (document: YamlDocument, subject: Described): readonly Problem[] => {
  const report = reporter(document);
  const known = distinct(subject.errors.map(({ code }) => code));
  return transientOf(document.value).flatMap((code, index) =>
    known.includes(code)
      ? []
      : [report(childOf('/x-transient', index), `there is no error code \`${code}\``, suggest(code, known))],
  );
};

/** Problems of `x-precedence`: unknown or repeated names, and error codes of the subject that have no place in the order. */
export const checkPrecedence = (document: YamlDocument, cases: Cases, subject: Described): readonly Problem[] => {
  const report = reporter(document);
  const placed = precedenceOf(document.value).flatMap((stage, at) =>
    stage.map((name, index) => ({ name, pointer: childOf('/x-precedence', at, index) })),
  );
  const names = placed.map(({ name }) => name);
  const wrong = placed.flatMap(({ name, pointer }, index) => {
    if (!Object.hasOwn(cases, name))
      return [report(pointer, `there is no case and no error code \`${name}\``, suggest(name, Object.keys(cases)))];
    return names.indexOf(name) < index
      ? [report(pointer, `\`${name}\` has two places in the order`, 'Keep one of the two.')]
      : [];
  });
  const answered = new Set(names.flatMap((name) => own(cases, name)?.answers.map(({ code }) => code) ?? []));
  const missing = distinct(subject.errors.map(({ code }) => code))
    .filter((code) => !answered.has(code))
    .map((code) =>
      report('/x-precedence', `the error code \`${code}\` has no place in the order`, 'Name it in one of the stages.'),
    );
  return [...wrong, ...missing];
};
