import { exhausted } from '../runner/budget.ts';
import type { Delivery, Errand } from '../runner/courier.ts';
import { createWorld, type WorldOptions } from '../runner/create-world.ts';
import { createInventory, listsOfRoles } from '../runner/inventory.ts';
import { idPointerOf } from '../runner/outcomes.ts';
import type { Outgoing } from '../runner/outgoing.ts';
import { stages } from '../runner/stages.ts';
import type { RunEvent } from '../runner/types/run-event.ts';
import type { Spec } from '../runner/types/spec.ts';
import type { Target } from '../runner/types/target.ts';
import { type PactStates, statesOfPacts } from './states.ts';

/** A resource that a verification created and could not give back, or may have. `scenario` is the interaction's number. */
export type Leak = Omit<Extract<RunEvent, { readonly type: 'leaked' }>, 'at'>;

/** Sends the requests of a verification past the door of every run, and gives back what they create. */
export type Custody = {
  /** Lists what is there before. */
  readonly open: () => Promise<void>;
  readonly send: (request: Outgoing, interaction: number) => Promise<Delivery>;
  readonly states: PactStates;
  /** Is there a request that may yet have its effect, because it got no answer? */
  readonly strayed: () => boolean;
  /** Gives back what an interaction created, as far as the target lets it in the state it is in. */
  readonly tryAll: (interaction: number) => Promise<void>;
  /** Gives back the rest, with some patience. */
  readonly finish: (interaction: number) => Promise<void>;
  /** Lists what is there now; what should not be is reported. */
  readonly close: () => Promise<void>;
  readonly leaks: () => readonly Leak[];
  readonly counts: () => { readonly created: number; readonly released: number };
};

export type CustodyOptions = WorldOptions & {
  readonly spec: Spec;
  readonly target: Target;
  readonly signal?: AbortSignal;
};

const NOTHING = (): void => {};

/** Takes care of what the requests of a verification create. */
export const createCustody = ({ spec, target, signal, ...options }: CustodyOptions): Custody => {
  const leaks: Leak[] = [];
  const { signals, over } = stages(options.clock, signal);
  const world = createWorld(spec, target, options, signals, (happening) => {
    if (happening.type === 'leaked') leaks.push(happening);
  });
  const { courier, ledger, releaser } = world;
  const inventory = createInventory(listsOfRoles(world), world);
  const { allocations } = target.limits;
  const unaffordable = (request: Outgoing): string | undefined => {
    if (idPointerOf(spec, request) === undefined) return undefined;
    if (allocations === 0) return 'it may create something: needs a budget (target.yaml: limits.allocations)';
    return exhausted(ledger.lost(), 1, allocations);
  };
  return {
    open: inventory.open,
    send: async (request, interaction) => {
      const errand: Errand = { scenario: String(interaction), polite: false, keep: NOTHING };
      const halted = unaffordable(request);
      return halted === undefined ? courier.deliver(request, errand) : { halted };
    },
    states: statesOfPacts(world.states, target),
    strayed: world.reach.strayed,
    tryAll: (interaction) => releaser.tryAll(String(interaction), NOTHING),
    finish: (interaction) => releaser.finish(String(interaction), NOTHING),
    close: async () => {
      await world.states.abandon();
      await releaser.settle();
      await inventory.close();
      over();
    },
    leaks: () => leaks,
    counts: ledger.counts,
  };
};
