import { meant } from '../documents/nearest.ts';
import type { Answer, AnswerCase } from '../runner/types/spec.ts';
import type { CasesYaml, Scope } from './format.ts';

/** Acceptable answers and the situation in words. */
export type Acceptable = { readonly answers: readonly Answer[]; readonly says: string };

const NOTHING: Acceptable = { answers: [], says: '' };

const caseOf = (name: string, scope: Scope): AnswerCase | undefined => {
  const { cases } = scope.spec;
  if (Object.hasOwn(cases, name)) return cases[name];
  const remedy = meant(name, Object.keys(cases), '`katapult-conformance list cases` shows them.');
  scope.report(scope.pointer, `the spec has no case \`${name}\``, remedy);
  return undefined;
};

const stageOf = (name: string, scope: Scope): number | undefined => {
  const stage = scope.spec.precedence.findIndex((names) => names.includes(name));
  if (stage >= 0) return stage;
  scope.report(
    scope.pointer,
    `the spec's precedence has no place for \`${name}\``,
    'Expect one case, or add this one to `x-precedence` of the spec.',
  );
  return undefined;
};

const union = (found: readonly AnswerCase[]): Acceptable => {
  const answers = new Map(found.flatMap((one) => one.answers).map((answer) => [JSON.stringify(answer), answer]));
  const says = found.map(({ text, open }) => (open === undefined ? text : `${text} ${open}`));
  return { answers: [...answers.values()], says: [...new Set(says)].join(' ') };
};

/**
 * The answers that a case allows. Of several faults of one request those count that the spec's precedence judges first;
 * faults of one stage are judged in an unknown order, so each of them may be answered.
 */
export const acceptable = (cases: CasesYaml, scope: Scope): Acceptable => {
  const names = typeof cases === 'string' ? [cases] : cases;
  const known = names.flatMap((name) => caseOf(name, scope) ?? []);
  if (known.length < names.length) return NOTHING;
  if (known.length === 1) return union(known);
  const staged = known.flatMap((one) => {
    const stage = stageOf(one.name, scope);
    return stage === undefined ? [] : [{ one, stage }];
  });
  const first = Math.min(...staged.map(({ stage }) => stage));
  return union(staged.filter(({ stage }) => stage === first).map(({ one }) => one));
};

/** Every answer that an operation documents. */
export const documented = (operation: string, scope: Scope): Acceptable => {
  const known = scope.spec.operations[operation];
  if (known === undefined) return NOTHING;
  const errors = known.errors.map(({ status, code }) => ({ status, code }));
  return { answers: [{ status: known.success, code: null }, ...errors], says: 'Any documented answer is right.' };
};

/** May the operation succeed, as far as these answers go? */
export const allowsSuccess = (answers: readonly Answer[]): boolean => answers.some(({ code }) => code === null);
