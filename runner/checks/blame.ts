import type { Lot, Scenario } from '../types/scenario.ts';
import type { RequirementId, Spec } from '../types/spec.ts';
import { type StepContext, severityOf } from './context.ts';

/** The requirements that a finding really speaks of, unless none is left, or none as severe as the others. */
const narrowed = (
  requirements: readonly RequirementId[],
  speaksOf: (id: RequirementId) => boolean,
  spec: Spec,
): readonly RequirementId[] => {
  const own = requirements.filter(speaksOf);
  if (own.length === 0 || own.length === requirements.length) return requirements;
  return severityOf(own, spec) === severityOf(requirements, spec) ? own : requirements;
};

/**
 * What a scenario proves by requests of a lot, without the rules for every answer: each of those has a check of its own, and is not
 * broken just because another answer was expected.
 */
export const blamedOf = (
  { requirements }: Scenario,
  { requirements: own = requirements }: Pick<Lot, 'requirements'>,
  spec: Spec,
): readonly RequirementId[] => {
  const rules = Object.values(spec.rules);
  return narrowed(own, (id) => !rules.includes(id), spec);
};

const listedIn = ({ operations }: Spec): readonly RequirementId[] =>
  Object.values(operations).flatMap(({ listed }) => listed);

/** A wrong answer says nothing of relations, which only a right one can break, nor of what the list shows if it was read. */
export const brokenByAnswer = ({ requirements, spec, expect }: StepContext): readonly RequirementId[] => {
  const relations = Object.values(spec.operations).flatMap((operation) => operation.relations);
  const others = [
    ...relations.map(({ requirement }) => requirement),
    ...(expect?.allocates === undefined ? [] : listedIn(spec)),
  ];
  return narrowed(requirements, (id) => !others.includes(id), spec);
};

/** What is listed, or is not, speaks of what the list shows. */
export const brokenByList = ({ requirements, spec }: StepContext): readonly RequirementId[] => {
  const listed = listedIn(spec);
  return narrowed(requirements, (id) => listed.includes(id), spec);
};
