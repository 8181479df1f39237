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

cat >program.mjs <<'E2'
import { collect, createSend, loadSpec, loadSuites, plan, run, startMock, systemClock } from 'katapult-conformance';
const spec = await loadSpec({ profile: 'live' });
const scenarios = (await loadSuites({ spec })).filter(({ suite }) => suite === 'lookups');
const mock = await startMock({ profile: 'live' });
const sender = createSend(mock.target, systemClock);
const events = [];
const options = { sender, clock: systemClock, tool: { name: 'program', version: '1' } };
for await (const event of run(plan(scenarios, mock.target, 'seed'), spec, mock.target, options)) events.push(event);
await sender.close();
await mock.close();
const { verdict, counts } = collect(events);
if (verdict !== 'conformant' || counts.passed !== scenarios.length) throw new Error(`${verdict} ${JSON.stringify(counts)}`);
E2
node program.mjs
echo 'The package works in an empty folder.'
