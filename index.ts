/**
 * The functions that the commands are made of, for use in programs and test runners of one's own:
 * load a spec, scenarios and a target; plan and run them; collect the events into a report; render it. Besides, the client of
 * the endpoint, and what makes and verifies the contracts of consumers.
 */

export type { NoAnswer, Service, UnknownAnswer } from './contracts/call.ts';
export type { CreateIpAddress, CreateIpAddressResult, DocumentedError, IpAddress } from './contracts/client.ts';
export { createIpAddress } from './contracts/client.ts';
export type { GenerateOptions, Written } from './contracts/generate.ts';
export { generatePacts } from './contracts/generate.ts';
export type { PactFile } from './contracts/pact-input.ts';
export { readPacts } from './contracts/pact-input.ts';
export type { VerifyOptions } from './contracts/verifier-run.ts';
export { verify } from './contracts/verify.ts';
export type { Problem } from './documents/problems.ts';
export { InputError } from './documents/problems.ts';
export type { Mock, MockOptions } from './mock/start.ts';
export { EMBEDDED_PERMITTED, startMock } from './mock/start.ts';
export type { ConsoleOptions } from './reporters/console.ts';
export type { Reporter } from './reporters/names.ts';
export { reporters } from './reporters/names.ts';
export type { LogProblem, ParsedLog } from './reporters/ndjson.ts';
export { parseLog } from './reporters/ndjson.ts';
export type { Clock } from './runner/clock.ts';
export { systemClock } from './runner/clock.ts';
export { collect } from './runner/collect.ts';
export type { Outgoing } from './runner/outgoing.ts';
export type { Plan, PlannedEntry } from './runner/plan.ts';
export { plan } from './runner/plan.ts';
export type { RunOptions } from './runner/run.ts';
export { run } from './runner/run.ts';
export type { Sender, SendOptions } from './runner/send.ts';
export { createSend } from './runner/send.ts';
export type * from './runner/types/exchange.ts';
export type * from './runner/types/finding.ts';
export type * from './runner/types/report.ts';
export type * from './runner/types/run-event.ts';
export type * from './runner/types/scenario.ts';
export type * from './runner/types/spec.ts';
export type * from './runner/types/target.ts';
export type * from './runner/types/values.ts';
export type { Description } from './spec/load.ts';
export { loadDescription, loadSpec } from './spec/load.ts';
export type { SpecOptions } from './spec/profiles.ts';
export type { Filter } from './suites/filter.ts';
export { filterScenarios } from './suites/filter.ts';
export { loadSuites } from './suites/load.ts';
export type { Whereabouts } from './target/load.ts';
export { loadTarget } from './target/load.ts';
