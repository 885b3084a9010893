import { BUILD_LOGS } from './build-logs.ts';
import type { HeldLog, UnrelatedLog } from './contract.ts';
import { PUBLIC_LOGS } from './public-logs.ts';
import { RUN_LOGS } from './run-logs.ts';
import { START_LOGS } from './start-logs.ts';
import { UNRELATED_LOGS } from './unrelated-logs.ts';

/** Logs of failures, each with its cause and what cures it. */
export const HELD_LOGS: readonly HeldLog[] = [...BUILD_LOGS, ...START_LOGS, ...RUN_LOGS, ...PUBLIC_LOGS];

/** Logs of which no cause may be named. */
export const HELD_UNRELATED_LOGS: readonly UnrelatedLog[] = UNRELATED_LOGS;
