/** The suites that come with the package, in the order in which they run. */
export const builtIn: readonly string[] = [
  'success',
  'authentication',
  'mutual-exclusivity',
  'arguments',
  'lookups',
  'validation',
  'precedence',
  'side-effects',
  'protocol',
  'availability',
  'pool-exhaustion',
  'concurrency',
  'rate-limit',
];
