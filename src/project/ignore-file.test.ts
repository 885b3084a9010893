import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRunIgnore, findIgnoreFile, rungIgnoreText } from './ignore-file.ts';

function reader(files: Record<string, string>) {
  return { readText: async (path: string) => files[path] };
}

describe('000-21 which ignore file applies', () => {
  const BOTH = { '/p/Dockerfile.dockerignore': '', '/p/.dockerignore': 'a' };

  it('the one beside the Dockerfile, even empty', async () => {
    expect(await findIgnoreFile('/p/Dockerfile', '/p', reader(BOTH))).toEqual({
      path: '/p/Dockerfile.dockerignore',
      text: '',
    });
  });

  it('else the one in the root of the context', async () => {
    expect((await findIgnoreFile('/p/docker/Dockerfile', '/p', reader(BOTH)))?.path).toBe('/p/.dockerignore');
    expect(
      (await findIgnoreFile('/p/docker/prod.Dockerfile', '/p', reader({ '/p/docker/.dockerignore': '' })))?.path,
    ).toBeUndefined();
  });
});

describe("what stands beside a rung's Dockerfile", () => {
  it.each([
    [undefined, '.plimsoll\n'],
    ['', '.plimsoll\n'],
    ['a', 'a\n.plimsoll\n'],
    ['a\n', 'a\n.plimsoll\n'],
    ['a\r\n!b', 'a\r\n!b\r\n.plimsoll\r\n'],
    ['a\r\n', 'a\r\n.plimsoll\r\n'],
    ['\xffa', '\xffa\n.plimsoll\n'],
    ['.plimsoll\n!**', '.plimsoll\n!**\n.plimsoll\n'],
    ['a\n.plimsoll', 'a\n.plimsoll'],
  ])('%j becomes %j', (before, after) => expect(rungIgnoreText(before)).toBe(after));

  it('keeps every byte, ends with our folder, and is the same when done twice', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
        const text = Buffer.from(bytes).toString('latin1');
        const once = rungIgnoreText(text);
        expect(once.startsWith(text)).toBe(true);
        expect(rungIgnoreText(once)).toBe(once);
      }),
    );
  });

  it('excludes our folder behind any exception', () => {
    const ignore = compileRunIgnore({ path: '.dockerignore', text: 'x\n!**\n!.plimsoll\n!.plimsoll/**' });
    expect(ignore.excludes('.plimsoll/runs/1/Dockerfile')).toBe(true);
    expect(ignore.excludes('x')).toBe(false);
    expect(ignore.excludes('sub/.plimsoll/x')).toBe(false);
  });
});
