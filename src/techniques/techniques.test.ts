import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applied, factsOf } from '../../test/kit/facts.ts';
import { cacheMounts } from './cache-mounts.ts';
import { dependenciesFirst } from './dependencies-first.ts';
import { numericUser } from './numeric-user.ts';
import { runtimeStageSplit } from './runtime-stage-split.ts';

it('prints', () => {
  for (const d of ['fastapi-ml', 'fastapi-ml-badly-ordered', 'go-users', 'go-users-badly-ordered']) {
    let text = readFileSync(`examples/${d}/Dockerfile`, 'utf8');
    const files: Record<string, string> = d.startsWith('go')
      ? { 'go.mod': readFileSync(`examples/${d}/go.mod`, 'utf8'), 'go.sum': '', 'main.go': '' }
      : { 'requirements.txt': readFileSync(`examples/${d}/requirements.txt`, 'utf8'), 'main.py': '' };
    for (const t of [dependenciesFirst, cacheMounts, runtimeStageSplit, numericUser]) {
      const facts = factsOf(text, files);
      const a = t.applies(facts);
      console.log(d, t.id, JSON.stringify(a));
      if (a.is !== 'yes') continue;
      const r = applied(t, facts);
      text = r.dockerfile;
      expect(r.again).toBe(0);
    }
    console.log(text);
  }
});
describe;
