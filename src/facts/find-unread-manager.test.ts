import { describe, expect, it } from 'vitest';
import { factsOf } from '../../test/kit/facts.ts';
import { TECHNIQUES } from '../techniques/registry.ts';
import { findUnreadManager } from './find-unread-manager.ts';

const found = (run: string) => findUnreadManager(factsOf(`FROM node:20\nRUN ${run}\nCMD ["x"]\n`));

describe('findUnreadManager', () => {
  it.each([
    ['npm ci', 'npm'],
    ['cd web && npm install --omit=dev', 'npm'],
    ['yarn', 'yarn'],
    ['./mvnw -q package', 'mvnw'],
    ['cargo build --release', 'cargo'],
    ['uv sync --frozen', 'uv'],
    ['apk add --no-cache curl', 'apk'],
    ['apt-get update && bundle install', 'bundle'],
  ])('catches %s', (run, manager) => expect(found(run)).toBe(manager));

  it.each([
    ['npm run build'],
    ['cargo --version'],
    ['pip install flask'],
    ['go build -o /m .'],
    ['apt-get install -y curl'],
    ['echo npm install'],
    ['constructor'],
  ])('spares %s', (run) => expect(found(run)).toBeUndefined());

  it('looks into every stage that is built', () => {
    const text = 'FROM node:20 AS a\nRUN npm ci\nFROM scratch\nCOPY --from=a /x /x\n';
    expect(findUnreadManager(factsOf(text))).toBe('npm');
  });

  it('is the reason of the techniques that read steps, in place of one that is not true', () => {
    const because = (text: string) =>
      ['dependencies-first', 'cache-mounts', 'runtime-stage-split'].map((id) => {
        const told = TECHNIQUES.find((t) => t.id === id)?.applies(factsOf(text));
        return told?.is === 'no' ? told.because.code : told?.is;
      });
    expect(because('FROM node:20\nCOPY . .\nRUN npm ci\nCMD ["node", "x.js"]\n')).toEqual(
      Array.from({ length: 3 }, () => 'manager-not-read'),
    );
    expect(because('FROM node:20\nCOPY . .\nCMD ["node", "x.js"]\n')).toEqual([
      'dependencies-are-first',
      'no-install-step-to-cache',
      'no-build-to-split-off',
    ]);
  });
});
