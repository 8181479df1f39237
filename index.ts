/**
 * The functions that the commands are made of, for use in programs and test runners of one's own:
 * load a spec, scenarios and a target; plan and run them; collect the events into a report; render it. Besides, the client of
 * the endpoint, and what makes and verifies the contracts of consumers.
 */

export type { NoAnswer, Service, UnknownAnswer } from './contracts/call.ts';
export type { CreateIpAddress, CreateIpAddressResult, DocumentedError, IpAddress } from './contracts/client.ts';
export { createIpAddress } from './contracts/client.ts';
export { generatePacts } from './contracts/generate.ts';
export { readPacts } from './contracts/pact-input.ts';
export { verify } from './contracts/verify.ts';
export type { Problem } from './documents/problems.ts';
export { InputError } from './documents/problems.ts';
export type { Mock, MockOptions } from './mock/start.ts';
export { EMBEDDED_PERMITTED, startMock } from './mock/start.ts';
export { reporters } from './reporters/names.ts';
export { parseLog } from './reporters/ndjson.ts';
export { systemClock } from './runner/clock.ts';
export { collect } from './runner/collect.ts';
export { plan } from './runner/plan.ts';
export { run } from './runner/run.ts';
export { createSend } from './runner/send.ts';
export type { Exchange, Finding, Report, RunEvent, Scenario, Spec, Target } from './runner/types.ts';
export { loadSpec } from './spec/load.ts';
export { filterScenarios } from './suites/filter.ts';
export { loadSuites } from './suites/load.ts';
export { loadTarget } from './target/load.ts';
