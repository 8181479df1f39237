#!/usr/bin/env node
// npm run bench [-- ROUNDS]: how long a full run takes, and how fast requests are sent. Quiet machines give better numbers.
import { requestRates } from './requests.mjs';
import { wholeRun } from './whole-run.mjs';

const rounds = Number(process.argv[2] ?? 11);
wholeRun(rounds);
await requestRates(rounds);
