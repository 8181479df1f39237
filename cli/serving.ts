import type { Target } from '../runner/types/target.ts';
import type { Description } from '../spec/load.ts';

/** A target, and how to let it go. */
export type Served = { readonly target: Target; readonly close: () => Promise<void> };

/** The target that was named, or an embedded reference provider of that description. `insecure`: its certificate is not verified. */
export const serve = async (
  { target, description }: { readonly target?: Target; readonly description: Description },
  insecure: boolean,
): Promise<Served> => {
  if (target !== undefined)
    return {
      target: { ...target, tls: { ...target.tls, insecure: insecure || target.tls.insecure } },
      close: async () => {},
    };
  const { EMBEDDED_PERMITTED, startMock } = await import('../mock/start.ts');
  return startMock({ profile: description.spec.profile, description, permitted: EMBEDDED_PERMITTED });
};
