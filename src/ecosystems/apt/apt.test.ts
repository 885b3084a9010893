import { describe, expect, it } from 'vitest';
import type { ArgWord } from '../contract.ts';
import { runtimePackagesOf } from './build-packages.ts';
import { readAptInstall } from './read-apt.ts';

function words(command: string): ArgWord[] {
  return command
    .split(' ')
    .map((text, i) => ({ text: text.includes('$') ? undefined : text, range: { start: i, end: i } }));
}

describe('readAptInstall', () => {
  it('reads packages past the options', () => {
    expect(
      readAptInstall(words('apt-get install -y --no-install-recommends gcc libpq-dev=15.1 curl/bookworm')),
    ).toEqual({
      packages: ['gcc', 'libpq-dev', 'curl'],
      readable: true,
    });
  });

  it('says when it cannot read all of them', () => {
    expect(readAptInstall(words('apt install -y $TOOLS'))?.readable).toBe(false);
  });

  it.each(['apt-get update', 'apk add gcc', 'echo apt-get install x'])('spares %s', (c) => {
    expect(readAptInstall(words(c))).toBeUndefined();
  });
});

describe('runtimePackagesOf (C5, T37)', () => {
  it('drops compilers, turns headers into libraries, keeps tools', () => {
    expect(
      runtimePackagesOf(['gcc', 'g++-12', 'build-essential', 'libpq-dev', 'ffmpeg', 'libunknown-dev', 'curl']),
    ).toEqual(['libpq5', 'ffmpeg', 'curl']);
  });
});
