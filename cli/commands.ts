import type { Command } from 'commander';

/** A command whose file is loaded only if it is the one that was asked for: starting up is most of what a short run takes. */
export type CommandEntry = {
  readonly name: string;
  readonly summary: string;
  /** Gives the command its arguments, options and action; the action sets `process.exitCode`. */
  readonly load: () => Promise<{ readonly configure: (command: Command) => void }>;
};

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'run scenarios against a server and judge it',
    load: () => import('./run.ts'),
  },
  {
    name: 'mock',
    summary: 'serve the reference provider',
    load: () => import('./mock.ts'),
  },
  {
    name: 'list',
    summary: 'list scenarios, requirements, cases, faults or variations',
    load: () => import('./list.ts'),
  },
  {
    name: 'explain',
    summary: 'explain a scenario or a requirement',
    load: () => import('./explain.ts'),
  },
  {
    name: 'init',
    summary: 'write a commented target.yaml',
    load: () => import('./init.ts'),
  },
  {
    name: 'report',
    summary: 'make reports from the event log of a run',
    load: () => import('./report.ts'),
  },
  {
    name: 'prove',
    summary: 'try the suites against faulty servers, and against right ones that differ',
    load: () => import('./prove.ts'),
  },
  {
    name: 'pact',
    summary: 'write the pact files of a consumer',
    load: () => import('./pact.ts'),
  },
  {
    name: 'verify',
    summary: "verify consumers' pacts against a server",
    load: () => import('./verify.ts'),
  },
  {
    name: 'publish',
    summary: 'publish pact files to a Pact Broker',
    load: () => import('./publish.ts'),
  },
  {
    name: 'can-i-deploy',
    summary: 'ask the Pact Broker whether a version may be deployed',
    load: () => import('./can-i-deploy.ts'),
  },
];
