import type { Collector } from '../contract.ts';
import { packageCollector } from '../packages/package-collector.ts';
import { dotnetCollector } from './dotnet-collector.ts';
import { goCollector } from './go-collector.ts';
import { headCollector } from './head-collector.ts';
import { javaCollector } from './java-collector.ts';
import { nodeCollector } from './node-collector.ts';
import { pythonCollector } from './python-collector.ts';
import { scriptCollector } from './script-collector.ts';
import { secretCollector } from './secret-collector.ts';
import { textCollector } from './text-collector.ts';

/** All of ours by name: another thread is told names, and has the same ones. */
export const KNOWN_COLLECTORS: ReadonlyMap<string, Collector> = new Map(
  [
    packageCollector,
    secretCollector,
    headCollector,
    textCollector,
    scriptCollector,
    javaCollector,
    dotnetCollector,
    goCollector,
    nodeCollector,
    pythonCollector,
  ].map((collector) => [collector.name, collector]),
);
