import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/adapters/files/node-files.ts';
import { composeTrial, describeHost } from '../../src/cli/compose.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { readProject } from '../../src/facts/read-project.ts';
import { optimizeProject } from '../../src/ladder/optimize-project.ts';
import { makeFolder } from '../cli/kit.ts';
import { findBusybox } from './docker-kit.ts';

const CONFIG = 'port: 8080\naliveFor: 1s\nprobes:\n  - http: { path: /a.txt }\n';
const LIMIT_BYTES = 1_000_000;

describe('--max-disk', () => {
  it('begins no rung once less is free than asked for, and gives the ladder so far', async () => {
    const { dir, close } = makeFolder({
      Dockerfile:
        'FROM scratch\nCOPY busybox /bin/busybox\nCOPY . /srv\nCMD ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/srv"]\n',
      'a.txt': `${process.hrtime.bigint()}`,
      'docs/b.md': 'x',
    });
    try {
      copyFileSync(findBusybox(), join(dir, 'busybox'));
      const files = nodeFiles();
      const asked: string[] = [];
      const world = await composeTrial({
        env: process.env,
        engine: {},
        callLog: undefined,
        signal: new AbortController().signal,
        on: (event) => event.is === 'rung-started' && asked.push(`rung ${event.rung}`),
      });
      const freeBytes = async () => {
        asked.push('free');
        return LIMIT_BYTES - 1;
      };
      const engine = { ...world.engine, builder: { ...world.engine.builder, freeBytes } };
      const project = await readProject(dir, join(dir, 'Dockerfile'), { args: {} }, files);
      const { record } = await optimizeProject(
        { ...world, engine },
        {
          tool: { version: '0' },
          host: describeHost(),
          startedMs: Date.now(),
          projectName: 'max-disk',
          dockerfileName: 'Dockerfile',
          config: readConfig(CONFIG, 'plimsoll.yaml'),
          basics: {
            context: dir,
            target: undefined,
            platform: undefined,
            args: {},
            secrets: [],
            ssh: [],
            namedContexts: {},
          },
          target: 'balanced',
          runs: 1,
          strict: false,
          keep: undefined,
          maxTimeMs: undefined,
          maxDiskBytes: LIMIT_BYTES,
          redact: (text) => text,
        },
        project,
      );
      expect(record.stopped).toEqual({ code: 'stopped-max-disk', args: { limitBytes: LIMIT_BYTES } });
      expect(asked).toEqual(['rung 0', 'free']);
      expect(record.choice?.rung).toBe(0);
    } finally {
      close();
    }
  });
});
