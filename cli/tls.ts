import type { Report, RunEvent, Target, TlsUse } from '../runner/types.ts';
import type { Named } from './overwritten.ts';
import { named } from './overwritten.ts';

/** An event of a run against this target; the first says what its copied commands need for TLS. */
export const withTls = (event: RunEvent, { tls: { insecure }, tlsFiles }: Target): RunEvent => {
  const tls: TlsUse = { ...(insecure ? { insecure } : {}), ...tlsFiles };
  return event.type === 'run-started' && Object.keys(tls).length > 0 ? { ...event, tls } : event;
};

/** The report of a run's events, with what its first event says of TLS. */
export const reportOf = async (events: readonly RunEvent[]): Promise<Report> => {
  const { collect } = await import('../runner/collect.ts');
  const [started] = events;
  const report = collect(events);
  return started?.type === 'run-started' && started.tls !== undefined ? { ...report, tls: started.tls } : report;
};

const expanded = (path: string): string => path.replace(/\$\{(\w+)\}/g, (_, name: string) => process.env[name] ?? '');

/** The PEM files that a target names, which `where` describes. */
export const tlsFilesOf = (target: Target | undefined, where: string | undefined): readonly Named[] =>
  Object.entries(target?.tlsFiles ?? {}).flatMap(([member, path]) =>
    named(`tls.${member} of ${where}`, expanded(path)),
  );
