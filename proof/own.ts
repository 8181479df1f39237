import type { Scenario } from '../runner/types/scenario.ts';
import type { Spec } from '../runner/types/spec.ts';
import type { Target } from '../runner/types/target.ts';
import { tryTarget } from './embedded.ts';
import { startServer } from './server-command.ts';
import type { Trial, TrialResult } from './types.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What trials against a user's own server need. */
export type OwnServer = {
  readonly command: string;
  readonly env: Variables;
  readonly spec: Spec;
  readonly scenarios: readonly Scenario[];
  /** The target, with `PORT` among its variables. */
  readonly targetFor: (env: Variables) => Promise<Target>;
};

/** Tries a trial against a server that the user's command starts, and stops it again. */
export const tryOwn =
  ({ command, env, spec, scenarios, targetFor }: OwnServer) =>
  async (trial: Trial): Promise<TrialResult> => {
    const server = await startServer(command, trial.id, env);
    try {
      const target = await targetFor({ ...env, PORT: String(server.port) });
      return await tryTarget(trial, { spec, scenarios, target });
    } finally {
      await server.stop();
    }
  };
