import type { YamlDocument } from '../documents/read.ts';
import { valueAt } from '../runner/json.ts';
import type { Spec } from '../runner/types/spec.ts';
import { casesOf, precedenceOf, transientOf } from './cases.ts';
import type { Described } from './operations.ts';
import { describe, operationPointers } from './operations.ts';
import { requirementsOf, rulesOf, statesOf } from './requirements.ts';
import { tablesOf, thingsOf } from './tables.ts';

/** What a spec says, without the functions that judge by it: JSON throughout. */
export type Facts = Omit<Spec, 'judge' | 'codeOf' | 'shownBy' | 'operations' | 'unrouted'> & {
  readonly operations: readonly Described[];
};

/** Every operation of the document, in document order. */
export const operationsOf = (description: YamlDocument): readonly Described[] =>
  operationPointers(description.value).map((pointer) => describe(description.value, pointer));

/** The operation under test, if the document has it. */
export const subjectOf = (description: YamlDocument, operations: readonly Described[]): Described | undefined =>
  operations.find(({ id }) => id === valueAt(description.value, '/x-subject'));

/** The documents that a spec is made of, checked. */
export type Parts = {
  readonly description: YamlDocument;
  readonly requirements: YamlDocument;
  readonly states: YamlDocument;
  readonly profile: string;
};

/** Works out what a spec says. Throws if the parts were not checked. */
export const factsOf = ({ description, requirements, states, profile }: Parts): Facts => {
  const root = description.value;
  const operations = operationsOf(description);
  const subject = subjectOf(description, operations);
  if (subject === undefined) throw new Error('the subject was not checked');
  return {
    profile,
    title: String(valueAt(root, '/info/title')),
    operations,
    requirements: requirementsOf(requirements, description, profile).requirements,
    rules: rulesOf(root),
    cases: casesOf(root, operations, subject),
    transient: transientOf(root),
    precedence: precedenceOf(root),
    tables: tablesOf(root, subject),
    things: thingsOf(root, subject),
    states: statesOf(states).states,
    subject: subject.id,
  };
};
