import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { BOUND_MS, collect, collectOne, type File, MIB, TOO_LARGE } from '../../../test/kit/collect-packages.ts';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { makeSharedZip, makeZip } from '../../../test/kit/make-zip.ts';
import { openTextRoom } from './open-text-room.ts';
import { JAR_LIMITS, LAYER_JAR_LIMITS, openJarWork, parseJar } from './parse-jar.ts';
import { Unread } from './unread.ts';

describe('jars', () => {
  const DAMAGED = Buffer.concat([deflateRawSync(Buffer.alloc(16 * MIB), { finishFlush: 2 }), Buffer.from([0x07])]);

  test.each([
    ['none', 0],
    ['its own', 16 * MIB],
    ['that of any', 0xffff_ffff],
  ])('a stream that fails costs what it took, said length %s', (_, said) => {
    const { found, cpuMs } = collectOne('a-1.jar', makeSharedZip(DAMAGED, 10_000, said));
    expect(found).toMatchObject({ is: 'packages', packages: [{ name: 'a', version: '1' }] });
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  test('a stream that is long and comes to nothing costs its own length', () => {
    const nothing = Buffer.alloc(8 * MIB, Buffer.from([0, 0, 0, 0xff, 0xff]));
    const { cpuMs } = collectOne('a-1.jar', makeSharedZip(nothing, 10_000, 0));
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  test('documents of nothing but lines are not read without end', () => {
    const lines = deflateRawSync(Buffer.alloc(MIB, '\n'));
    const name = () => 'META-INF/maven/g/a/pom.properties';
    const { found, cpuMs } = collectOne('x.jar', makeSharedZip(lines, 10_000, MIB, name));
    expect(found).toEqual({ is: 'packages', packages: [], lacks: 'too-large' });
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });

  test.each([-1, 1])(
    'a member of another length than the directory says is not read, and that is told (%i)',
    (more) => {
      const pom = Buffer.from('groupId=g\nartifactId=a\nversion=1\n');
      const name = () => 'META-INF/maven/g/a/pom.properties';
      const jarOf = (said: number) => collectOne('x.jar', makeSharedZip(deflateRawSync(pom), 1, said, name)).found;
      expect(jarOf(pom.length)).toMatchObject({ packages: [{ name: 'g:a' }] });
      expect(jarOf(pom.length + more)).toEqual({ is: 'packages', packages: [], lacks: 'malformed' });
    },
  );

  test('a jar in a jar that is longer than the limit is not read, and that is told', () => {
    const inner = makeZip({ 'META-INF/MANIFEST.MF': 'Implementation-Version: 7\n' });
    const jar = (bytes: number) => makeZip({ 'in.jar': Buffer.concat([Buffer.alloc(bytes), inner]) });
    expect(collectOne('x.jar', jar(MIB)).found).toMatchObject({ packages: [{ name: 'in', version: '7' }] });
    expect(collectOne('x.jar', jar(64 * MIB)).found).toEqual({ is: 'packages', packages: [], lacks: 'too-large' });
  });

  test('many jars, each within its limits, are read until the layer has had enough, and that is told', () => {
    const jar = makeSharedZip(deflateRawSync(Buffer.alloc(16 * MIB)), 64, 16 * MIB);
    const { found, cpuMs } = collect(...Array.from({ length: 40 }, (_, i): File => [`a-${i}.jar`, jar]));
    expect(found[0]).toMatchObject({ is: 'packages', packages: [{ name: 'a', version: '0' }] });
    expect(found.slice(2)).toEqual(new Array<object>(38).fill(TOO_LARGE));
    expect(cpuMs).toBeLessThan(3 * BOUND_MS);
  });

  test('many jars of documents are read until the layer has had enough', () => {
    const lines = deflateRawSync(Buffer.alloc(MIB, '\n'));
    const jar = makeSharedZip(lines, 64, MIB, () => 'META-INF/maven/g/a/pom.properties');
    const { found, cpuMs } = collect(...Array.from({ length: 30 }, (_, i): File => [`${i}.jar`, jar]));
    expect(found.slice(0, 4)).toEqual(new Array<object>(4).fill({ is: 'packages', packages: [] }));
    expect(found.slice(4)).toEqual(new Array<object>(26).fill(TOO_LARGE));
    expect(cpuMs).toBeLessThan(3 * BOUND_MS);
  });

  describe('many jars of nothing but names', () => {
    const jar = makeSharedZip(Buffer.alloc(0), JAR_LIMITS.members, 0, () => 'a');
    const most = LAYER_JAR_LIMITS.members / JAR_LIMITS.members;

    test('are read until the layer has had enough, and that is told', () => {
      const { found, cpuMs } = collect(...Array.from({ length: most + 2 }, (): File => ['x.jar', jar]));
      expect(found.slice(0, most)).toEqual(new Array<object>(most).fill({ is: 'packages', packages: [] }));
      expect(found.slice(most)).toEqual([TOO_LARGE, TOO_LARGE]);
      expect(cpuMs).toBeLessThan(3 * BOUND_MS);
    });

    test('and not gone through after that', () => {
      const work = { ...openJarWork(), members: 0 };
      const room = openTextRoom();
      const read = () => {
        try {
          return parseJar(jar, 'x.jar', room, work);
        } catch (error) {
          return error;
        }
      };
      const started = cpuMs();
      const told = Array.from({ length: 20_000 }, read);
      expect(cpuMs() - started).toBeLessThan(BOUND_MS);
      expect(told.every((one) => one instanceof Unread && one.because === 'too-large')).toBe(true);
    });
  });

  test('names of members are not taken apart for longer than a name can be', () => {
    const name = (i: number) => `${i}${'-1'.repeat(30_000)}!.jar`;
    const empty = makeZip({});
    const jar = makeSharedZip(deflateRawSync(empty), 40, empty.length, name);
    const { found, cpuMs } = collectOne('x.jar', jar);
    expect(found).toEqual({ is: 'packages', packages: [] });
    expect(cpuMs).toBeLessThan(BOUND_MS);
  });
});
