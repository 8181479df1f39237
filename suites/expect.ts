import type { Expect } from '../runner/types/scenario.ts';
import type { JsonObject } from '../runner/types/values.ts';
import type { Acceptable } from './cases.ts';
import { acceptable, allowsSuccess, documented } from './cases.ts';
import { checkDemands } from './demands.ts';
import type { CasesYaml, ExpectationYaml, Scope, StepYaml } from './format.ts';
import { inside } from './format.ts';
import type { Earlier } from './references.ts';
import { checkReferences } from './references.ts';

const isCases = (expect: CasesYaml | ExpectationYaml): expect is CasesYaml =>
  typeof expect === 'string' || Array.isArray(expect);

/** What is expected of a success body. */
const OF_SUCCESSES = ['body', 'differs'] as const;

/** The answers that an expectation names, whatever operation they are of. */
export const answersOf = (expect: CasesYaml | ExpectationYaml, scope: Scope): Acceptable =>
  isCases(expect) ? acceptable(expect, scope) : acceptable(expect.answer, inside(scope, '/answer'));

/** What a step expects, checked against the operation and the steps before it; nothing written: any documented answer. */
export const compileExpect = (
  written: StepYaml['expect'],
  operation: string,
  earlier: Earlier,
  scope: Scope,
): Expect => {
  const open = { body: {}, detail: {}, headers: {}, conceals: [] };
  if (written === undefined) return { ...documented(operation, scope), ...open };
  if (isCases(written)) return { ...answersOf(written, scope), ...open };
  const { answer: _answer, same_as: sameAs, ...demands } = written;
  checkDemands(written, operation, earlier, scope);
  checkReferences({ ...demands } as unknown as JsonObject, { earlier, tokens: false }, scope);
  const found = answersOf(written, scope);
  const [inSuccess] = OF_SUCCESSES.filter((member) => demands[member] !== undefined);
  if (inSuccess !== undefined && found.answers.length > 0 && !allowsSuccess(found.answers) && !demands.succeed)
    scope.report(`${scope.pointer}/${inSuccess}`, 'no answer that is expected has a success body', 'Expect `success`.');
  if (demands.detail !== undefined && found.answers.length > 0 && found.answers.every(({ code }) => code === null))
    scope.report(`${scope.pointer}/detail`, 'no answer that is expected has a `detail`', 'Expect an error code.');
  return { ...found, ...open, ...demands, ...(sameAs === undefined ? {} : { sameAs }) };
};
