import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Problem } from '../../model/problem.ts';
import type { BuildRequest } from '../contract.ts';
import { buildxCommand } from './build-argv.ts';

const REQUEST: BuildRequest = {
  context: '/p',
  dockerfile: '/w/0/Dockerfile',
  tag: 'plimsoll.invalid/run:a-0',
  args: {},
  secrets: [],
  ssh: [],
  namedContexts: {},
  cacheNamespace: 'plimsoll',
  noCache: false,
};

function command(more: Partial<BuildRequest> = {}, builder?: string) {
  const request = { ...REQUEST, ...more };
  return buildxCommand({ request, metadataFile: '/t/m.json', cliOptions: [], builder, output: 'image' });
}

const argv = (more: Partial<BuildRequest> = {}, builder?: string) => command(more, builder).argv;

describe('buildxCommand', () => {
  it('is the whole command line', () => {
    expect(argv()).toEqual([
      'docker',
      'buildx',
      'build',
      '--progress=rawjson',
      '--provenance=false',
      '--metadata-file=/t/m.json',
      '--file=/w/0/Dockerfile',
      '--output=type=image,name=plimsoll.invalid/run:a-0,oci-mediatypes=true',
      '--build-arg=BUILDKIT_CACHE_MOUNT_NS=plimsoll',
      '--',
      '/p',
    ]);
  });

  it('carries every build input', () => {
    const all = argv({
      args: { VERSION: '1=2' },
      secrets: ['id=a,src=/s'],
      ssh: ['default'],
      namedContexts: { 'python:3.12': 'docker-image://x:1' },
      platform: 'linux/arm64',
      target: 'prod',
      noCache: true,
      layoutDir: '/l',
    });
    expect(all).toEqual(
      expect.arrayContaining([
        '--build-arg=VERSION=1=2',
        '--secret=id=a,src=/s',
        '--ssh=default',
        '--build-context=python:3.12=docker-image://x:1',
        '--platform=linux/arm64',
        '--target=prod',
        '--no-cache',
        '--output=type=oci,tar=false,dest=/l',
      ]),
    );
  });

  it('keeps values of secret arguments out of the process list', () => {
    const { argv: shown, env } = command({ args: { API_TOKEN: 'hunter2', V: '1' } });
    expect(shown).toContain('--build-arg=API_TOKEN');
    expect(shown.join(' ')).not.toContain('hunter2');
    expect(env).toEqual({ API_TOKEN: 'hunter2' });
  });

  it('never steers the CLI by an argument of the user', () => {
    const { argv: shown, env } = command({ args: { DOCKER_AUTH_TOKEN: 'x', BUILDX_TOKEN: 'y' } });
    expect(env).toEqual({});
    expect(shown).toContain('--build-arg=DOCKER_AUTH_TOKEN=x');
  });

  it('quotes a folder whose name has a comma: it stays one field', () => {
    expect(argv({ layoutDir: '/a,tar=true/"b"' })).toContain('--output=type=oci,tar=false,"dest=/a,tar=true/""b"""');
  });

  it.each<[string, Partial<BuildRequest>]>([
    ['image', { tag: '--help' }],
    ['image', { tag: '$(id)' }],
    ['image', { tag: 'a,push=true' }],
    ['image', { tag: '' }],
    ['target', { target: '--push' }],
    ['target', { target: '$(id)' }],
    ['platform', { platform: '--load' }],
    ['platform', { platform: 'linux/amd64,linux/arm64' }],
    ['build-arg', { args: { '--push': 'x' } }],
    ['build-arg', { args: { 'A=B': 'x' } }],
    ['context', { namedContexts: { '-x': 'y' } }],
    ['secret', { secrets: ['--help'] }],
    ['ssh', { ssh: ['-A'] }],
  ])('refuses a %s like %j', (of, more) => {
    expect(() => argv(more)).toThrow(Problem);
    expect(() => argv(more)).toThrow(`"of":"${of}"`);
  });

  it('refuses a builder that is an option', () => {
    expect(() => argv({}, '--help')).toThrow('bad-name');
    expect(argv({}, 'mine')).toContain('--builder=mine');
  });

  it('gives no user an option of his own, whatever he names things', () => {
    const known =
      /^--(progress|provenance|metadata-file|file|output|build-arg|secret|ssh|build-context|platform|target)=|^--no-cache$/;
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (tag, target, name, value) => {
        let built: readonly string[];
        try {
          built = argv({ tag, target, args: { [name]: value }, namedContexts: { [name]: value }, secrets: [value] });
        } catch (error) {
          expect(error).toBeInstanceOf(Problem);
          return;
        }
        expect(built.slice(-2)).toEqual(['--', '/p']);
        for (const one of built.slice(3, -2)) expect(one).toMatch(known);
      }),
    );
  });
});
