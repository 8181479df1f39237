import type { RunEvent } from '../runner/types/run-event.ts';
import { given } from './inputs.ts';

/** Options that a run is judged by, and its runner knows nothing of. */
type Flags = {
  readonly target?: string;
  readonly spec?: string;
  readonly overlay?: readonly string[];
  readonly requireAll?: boolean;
};

/** The log holds them, so that every report of it says what the run's own said, and has its verdict. */
export const withFlags = (event: RunEvent, { target, spec, overlay, requireAll = false }: Flags): RunEvent =>
  event.type === 'run-started'
    ? {
        ...event,
        ...(target === undefined ? { embedded: true } : {}),
        ...given('spec', spec),
        ...given('overlays', overlay),
        ...(requireAll ? { requireAll } : {}),
      }
    : event;
