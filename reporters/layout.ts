import type { Report } from '../runner/types/report.ts';
import type { Style } from './style.ts';

/** How a report is laid out: its colours, and the columns that prose may take. */
export type Layout = { readonly style: Style; readonly width: number };

/** One part of a report; no lines if it has nothing to say. */
export type Section = (report: Report, layout: Layout) => readonly string[];
