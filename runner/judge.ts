import { checkAllocates, checkUnlisted } from './checks/allocates.ts';
import { checkAnswers, checkSucceed } from './checks/answers.ts';
import type { Check, StepContext } from './checks/context.ts';
import { checkComplete, checkContract, checkEchoes } from './checks/contract.ts';
import { checkFalls } from './checks/falls.ts';
import { checkLists } from './checks/lists.ts';
import { answeredOf, codeOf, isJudged, succeeded } from './checks/match.ts';
import { checkBody, checkConceals, checkDetail, checkDiffers, checkHeaders } from './checks/members.ts';
import { checkRelations } from './checks/relations.ts';
import type { Exchange } from './types/exchange.ts';
import type { Finding } from './types/finding.ts';
import type { Expect } from './types/scenario.ts';
import type { RequirementId, Spec } from './types/spec.ts';

const CHECKS: readonly Check[] = [
  checkAnswers,
  checkSucceed,
  checkComplete,
  checkContract,
  checkRelations,
  checkBody,
  checkDiffers,
  checkLists,
  checkDetail,
  checkHeaders,
  checkFalls,
  checkConceals,
  checkAllocates,
  checkUnlisted,
  checkEchoes,
];

const keyOf = ({ check, requirements, message }: Finding): string => JSON.stringify([check, requirements, message]);

/** Findings that say the same of several exchanges become one, which counts them. */
const merged = (findings: readonly Finding[], requests: number): readonly Finding[] => {
  const alike = new Map<string, readonly Finding[]>();
  for (const finding of findings) alike.set(keyOf(finding), [...(alike.get(keyOf(finding)) ?? []), finding]);
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return group.length === 1
      ? [first]
      : [{ ...first, message: `${first.message} (${group.length} of ${requests} requests)` }];
  });
};

/**
 * Judges the exchanges of one step, live or recorded. Without `expect` only by what holds for every exchange: the contract of
 * its operation, its completeness, its relation to the request, and that no token comes back.
 */
export const judge = (exchanges: readonly Exchange[], context: StepContext): readonly Finding[] =>
  merged(
    CHECKS.flatMap((check) => check(exchanges, context)),
    exchanges.length,
  );

/** The universal rules and the relations that these exchanges were really judged by, each once. */
export const judgedBy = (
  exchanges: readonly Exchange[],
  expect: Expect | undefined,
  spec: Spec,
): ReadonlySet<RequirementId> => {
  const { rules, operations } = spec;
  const judged = new Set<RequirementId>();
  const add = (...ids: readonly RequirementId[]): void => {
    for (const id of ids) judged.add(id);
  };
  for (const exchange of answeredOf(exchanges)) {
    add(rules.complete, rules['token-echo']);
    if (isJudged(exchange, expect, spec)) {
      add(rules.status, rules['content-type'], rules.headers);
      if (typeof codeOf(exchange, spec) === 'string') add(rules['error-schema']);
    }
    if (succeeded(exchange, spec)) {
      add(rules['success-schema']);
      for (const { requirement } of operations[exchange.operation]?.relations ?? []) add(requirement);
    }
  }
  return judged;
};
