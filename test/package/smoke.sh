#!/usr/bin/env bash
# Packs the package, installs it in an empty folder, and uses it there as its users do.
# Usage: test/package/smoke.sh   (in a checkout with its dependencies installed)
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cd "$root"
archive=$(npm pack --silent --pack-destination "$work" | tail -n 1)
mkdir "$work/empty"
cd "$work/empty"
npm init --yes >/dev/null
npm install --no-audit --no-fund "$work/$archive" >/dev/null

command=node_modules/.bin/katapult-conformance
for profile in documented live; do
  "$command" run --profile "$profile" --require-all --report console --report "junit=out/$profile.xml" --report "ndjson=out/$profile.ndjson"
  "$command" report "out/$profile.ndjson" --report "junit=out/$profile-again.xml"
  cmp "out/$profile.xml" "out/$profile-again.xml"
done
"$command" list --json >scenarios.json
"$command" explain EXCL-2 >explained.txt
"$command" init
test -s target.yaml

# An endpoint of one's own, as the package has an example of one.
cp -r node_modules/katapult-conformance/examples/bookings bookings
(cd bookings && BOOKINGS_TOKEN=any "../$command" prove --spec openapi.yaml --suite-file bookings.yaml --target target.yaml --catalogue faults.yaml)

# The program of docs/using.md, with the strictest types, also in the declarations that it would have as a library.
sed -n '/^```ts$/,/^```$/p' "$root/docs/using.md" | grep -v '^```' >program.ts
npm pkg set type=module
"$root/node_modules/.bin/tsc" --strict --declaration --module nodenext --target es2022 --skipLibCheck false \
  --types node --typeRoots "$root/node_modules/@types" program.ts
node program.js >program.xml
grep --quiet '<testsuite name="lookups"' program.xml
cat >types.ts <<'E2'
import * as suite from 'katapult-conformance';
export const { systemClock, createSend, plan, run, collect, reporters, parseLog, loadTarget, loadSuites, filterScenarios, startMock, verify, generatePacts, readPacts } = suite;
export const thePlan = plan([], (await startMock()).target, '');
export const theSender = createSend((await startMock()).target, systemClock);
export const theReporter = reporters.console;
export const theLog = parseLog('');
export const theOutcome = collect([]).scenarios[0]?.outcome;
E2
"$root/node_modules/.bin/tsc" --strict --declaration --noEmitOnError --module nodenext --target es2022 --skipLibCheck false \
  --types node --typeRoots "$root/node_modules/@types" types.ts
echo 'The package works in an empty folder.'
