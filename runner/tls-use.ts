import type { Target, TlsUse } from './types/target.ts';

/** What a copied command needs to speak TLS with a target, as a member of the event that starts its run; nothing if that is nothing. */
export const tlsUseOf = ({ tls: { insecure }, tlsFiles }: Target): { readonly tls?: TlsUse } => {
  const tls: TlsUse = { ...(insecure ? { insecure } : {}), ...tlsFiles };
  return Object.keys(tls).length === 0 ? {} : { tls };
};
