import { describe, expect, test } from 'vitest';
import { secretCollector } from '../../image/collectors/secret-collector.ts';
import { indexLayers } from '../../image/index-layers.ts';
import { mergeLayers } from '../../image/merge/merge-layers.ts';
import { packageCollector } from '../../image/packages/package-collector.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import { listPackages } from '../packages/list-packages.ts';
import { listSecrets } from './list-secrets.ts';

const file = (name: string, content: string): MemberSpec => ({ name, content });
/** Put together here so that no scanner takes this file for a leak. */
const KEY = `-----BEGIN ${'RSA'} PRIVATE KEY-----\nMIIE\n`;

async function secretsOf(...layers: MemberSpec[][]) {
  const indexes = await indexLayers(makeView(layers), [packageCollector, secretCollector], { hash: true });
  const tree = mergeLayers(indexes);
  return listSecrets(indexes, tree, listPackages(indexes, tree));
}

describe('files that give something away', () => {
  test.each([
    ['root/.ssh/id_rsa', KEY, 'private-key'],
    ['app/server.key', `-----BEGIN ${'EC'} PRIVATE KEY-----\n`, 'private-key'],
    ['root/.aws/credentials', '[default]\naws_secret_access_key = abc\n', 'cloud-credentials'],
    ['app/account.json', `{"private_key": "-----BEGIN ${'PRIVATE'} KEY-----"}`, 'cloud-credentials'],
    ['root/.docker/config.json', '{"auths":{"r.test":{"auth":"dTpw"}}}', 'registry-login'],
    ['app/.npmrc', '//registry.test/:_authToken=abc\n', 'package-token'],
    ['root/.netrc', 'machine x login y password z\n', 'git-credentials'],
    ['app/.env', 'DEBUG=1\nDB_PASSWORD=hunter2\n', 'environment-file'],
    ['app/.env.production', 'export API_KEY="abc"\n', 'environment-file'],
    ['app/.env.production.local', 'API_KEY=abc\n', 'environment-file'],
    ['app/.git/config', '[http "x"]\n\textraheader = AUTHORIZATION: basic eDphYmM=\n', 'git-credentials'],
    ['root/.kube/config', 'users:\n- name: a\n  user:\n    client-key-data: LS0tLS1C\n', 'cloud-credentials'],
    ['home/a/.kube/config', '- user: {}\n  token: "abc"\n', 'cloud-credentials'],
    ['root/.config/gcloud/application_default_credentials.json', '{"refresh_token":"1//0g"}', 'cloud-credentials'],
    ['root/.config/gcloud/legacy_credentials/a@b.test/adc.json', '{"refresh_token": "1//0g"}', 'cloud-credentials'],
    ['root/.pgpass', '# host\n*:5432:db:bob:hunter2\n', 'git-credentials'],
    ['root/.m2/settings.xml', '<server><password>\n hunter2</password></server>', 'package-token'],
    ['root/.config/pip/pip.conf', 'index-url = https://u:p@index.test/simple\n', 'package-token'],
    ['srv/gems/.npmrc', '//registry.test/:_authToken="abc"\n', 'package-token'],
  ])('catches %s', async (path, content, kind) => {
    expect(await secretsOf([file(path, content)])).toEqual([{ kind, path, layer: 0, isHidden: false }]);
  });

  test.each([
    ['etc/ssl/certs/ca.pem', '-----BEGIN CERTIFICATE-----\n'],
    ['app/.npmrc', 'registry=https://registry.test/\n//registry.test/:_authToken=${TOKEN}\n'],
    ['app/.npmrc', '//registry.test/:_authToken="${NPM_TOKEN}"\n'],
    ['root/.netrc', 'machine x login y password ${PW}\n'],
    ['etc/pip.conf', 'index-url = https://u:${PW}@index.test/simple\n'],
    ['root/.kube/config', 'users:\n- name: a\n  user:\n    tokenFile: /run/token\n    token: ${TOKEN}\n'],
    ['root/.pgpass', '# host:port:db:user:password\n'],
    ['root/.m2/settings.xml', '<password>${env.PW}</password><password>{aGFsbG8=}</password>'],
    ['usr/share/.m2/settings.xml', '<!-- <password>repopwd</password> -->'],
    ['app/.git/config', '[http]\n\textraheader = X-Trace: on\n'],
    ['app/.env.local.example', 'DB_PASSWORD=change-me\n'],
    ['usr/local/go/src/crypto/tls/testdata/example-key.pem', KEY],
    ['root/go/pkg/mod/a.test/b@v1/server.key', KEY],
    ['usr/local/bundle/gems/puma-6.0/examples/puma/puma_keypair.pem', KEY],
    ['usr/local/bundle/bundler/gems/a-0123456789ab/key.pem', KEY],
    ['usr/local/cargo/registry/src/index/a-1/key.pem', KEY],
    ['app/internal/testdata/server.key', KEY],
    ['app/.env.example', 'DB_PASSWORD=change-me\n'],
    ['app/.env', 'DEBUG=1\nSECRET_KEY=\nTOKEN=$OTHER\n'],
    ['root/.docker/config.json', '{"auths":{}}'],
    ['app/package.json', '{"name":"a","version":"1"}'],
  ])('spares %s', async (path, content) => expect(await secretsOf([file(path, content)])).toEqual([]));

  // Shapes as their issuers publish them; drawn once, and put together here for the same reason as the key.
  const BODY = 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fL3nR6uX9kD2hJ5qM8tV1wS4zG7cF0eLpRnYbQ';
  const CHAIN = 'k3J9wQz7Lm2XcVb8Np4RtYs6UdFg1HaE0oTi5KuMxZqWeB';
  const token = (prefix: string, length: number, body = BODY) => [prefix, body.slice(0, length)].join('_');
  const KEY_LINES = `${KEY.trim()}${CHAIN}${CHAIN}\n-----END`;
  const AWS = ['AK', 'IAQ7WZ3T5BKD2MX6RJ'].join('');

  test.each([
    ['GitHub', token('ghp', 36), 'access-token'],
    ['GitHub, fine-grained', ['github_pat', BODY.slice(0, 22), BODY.slice(3, 62)].join('_'), 'access-token'],
    ['GitLab', ['glpat', BODY.slice(0, 20)].join('-'), 'access-token'],
    ['Slack', ['xoxb', '2718281828', '3141592653', BODY.slice(0, 24)].join('-'), 'access-token'],
    ['npm', token('npm', 36), 'package-token'],
    ['PyPI', ['pypi', `AgEIcHlwaS5vcmc${BODY}`].join('-'), 'package-token'],
    ['Google', ['AIza', BODY.slice(0, 35)].join(''), 'cloud-credentials'],
    ['Docker', ['dckr_pat', BODY.slice(0, 27)].join('_'), 'registry-login'],
    ['Anthropic', ['sk', 'ant', 'api03', `${BODY}${BODY}`.slice(0, 95)].join('-'), 'access-token'],
    ['Stripe', ['sk', 'live', BODY.slice(0, 24)].join('_'), 'access-token'],
    ['AWS with its secret', `${AWS}\nsecret: ${CHAIN.slice(0, 40)}`, 'cloud-credentials'],
    ['a key in a program', `const key = "${KEY_LINES.replaceAll('\n', '\\n')}"`, 'private-key'],
    ['a key in a file of any name', KEY_LINES, 'private-key'],
  ])('catches a token by its shape, whatever the file is called: %s', async (_, text, kind) => {
    const content = `# settings of the service\nvalue = "${text}"\n`;
    const hidden = [file('srv/.wh.settings.cfg', '')];
    expect(await secretsOf([file('srv/settings.cfg', content)], hidden)).toEqual([
      { kind, path: 'srv/settings.cfg', layer: 0, isHidden: true },
    ]);
  });

  test.each([
    ['too short', token('ghp', 35)],
    ['too long', token('ghp', 37)],
    ['another alphabet', token('npm', 36).replace('K', '-')],
    ['a part of a longer word', `my${token('ghp', 36)}`],
    ['one letter', token('ghp', 36, 'x'.repeat(40))],
    ['a made-up one', token('ghp', 36, '1234567890abcdefghijklmnopqrstuvwxyzABCD')],
    ['the example of a manual', `${AWS.slice(0, 13)}EXAMPLE ${CHAIN.slice(0, 40)}`],
    ['an AWS key id without its secret', AWS],
    ['a sum beside words', `AKIA ${'0123456789abcdef'.repeat(4)}`],
    ['the head of a key alone', `if text.startswith("-----BEGIN ${'RSA'} PRIVATE KEY-----"):`],
    ['a public key', `-----BEGIN PUBLIC KEY-----\n${CHAIN}${CHAIN}`],
    ['bytes', `\0\0${token('ghp', 36)}`],
    ['far behind', `${' '.repeat(33 << 10)}${token('ghp', 36)}`],
  ])('spares what only looks like a token: %s', async (_, text) => {
    expect(await secretsOf([file('srv/settings.cfg', `value = "${text}"\n`)])).toEqual([]);
  });

  test('one that comes in pieces is found, and one in a file of nothing but beginnings costs little', async () => {
    const long = file('srv/a.cfg', `${'a b\n'.repeat(5000)}${token('ghp', 36)}\n`);
    expect(await secretsOf([long])).toMatchObject([{ path: 'srv/a.cfg' }]);
    const beginnings = ['ghp_', 'npm_', 'AKIA', `-----BEGIN ${'PRIVATE'} KEY-----\n`, 'pypi-AgEI', 'xoxb-1-'].map(
      (one) => file(`srv/${one.slice(0, 3)}`, one.repeat(32_000 / one.length)),
    );
    const started = process.cpuUsage();
    expect(await secretsOf(beginnings)).toEqual([]);
    expect(process.cpuUsage(started).user).toBeLessThan(2_000_000);
  });

  test('one beside the project’s own package.json is no part of a package', async () => {
    const project = file('app/package.json', '{"name":"a","version":"1"}');
    expect(await secretsOf([project, file('app/.env', 'TOKEN=abc\n')])).toMatchObject([{ path: 'app/.env' }]);
  });

  test('a file of nothing but line feeds costs no time', async () => {
    const started = process.cpuUsage();
    expect(await secretsOf([file('app/.env', '\n'.repeat(65_000))])).toEqual([]);
    expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
  });

  test.each([
    ['root/.pgpass', 'a:'],
    ['root/.pgpass', 'a'],
    ['root/.pgpass', ':\n'],
    ['root/.m2/settings.xml', '<password>'],
    ['root/.m2/settings.xml', '<password>  \n'],
    ['root/.kube/config', '- '],
    ['root/.kube/config', 'token: '],
    ['app/.git/config', 'extraheader '],
    ['app/.git/config', '://a:'],
    ['root/.netrc', 'password\n\n'],
    ['app/.env', 'KEY'],
    ['srv/a.cfg', 'sk-ant-api03-'],
  ])('a file of nothing but beginnings costs no time: %s %j', async (path, unit) => {
    const content = unit.repeat(Math.floor((path === 'srv/a.cfg' ? 32_000 : 65_000) / unit.length));
    const started = process.cpuUsage();
    await secretsOf([file(path, content)]);
    expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
  });

  test('one that a later layer deletes is still in the image', async () => {
    expect(await secretsOf([file('app/.env', 'TOKEN=abc\n')], [file('app/.wh..env', '')])).toMatchObject([
      { path: 'app/.env', layer: 0, isHidden: true },
    ]);
  });

  test('what a package brings for its tests is no secret, deleted or not', async () => {
    const site = 'usr/lib/python3/site-packages';
    const info = `${site}/x-1.dist-info`;
    const brought = [
      file(`${info}/METADATA`, 'Name: x\nVersion: 1\n'),
      file(`${info}/RECORD`, 'x/tests/key.pem,,\n'),
      file(`${site}/x/tests/key.pem`, KEY),
    ];
    expect(await secretsOf(brought)).toEqual([]);
    expect(await secretsOf(brought, [file(`${site}/.wh.x`, ''), file(`${site}/.wh.x-1.dist-info`, '')])).toEqual([]);
  });

  describe('at the path of a package’s file', () => {
    const status = (version: string) =>
      `Package: nginx\nStatus: install ok installed\nVersion: ${version}\nArchitecture: amd64\n\n`;
    const records = [
      file('var/lib/dpkg/status', status('1')),
      file('var/lib/dpkg/info/nginx.list', '/.\n/etc\n/etc/nginx\n/etc/nginx/nginx.conf\n'),
    ];
    const conf = (text: string) => file('etc/nginx/nginx.conf', `set $a "${text}";\n`);
    const own = conf(token('ghp', 36));
    const told = (layer: number, isHidden = false) => [
      { kind: 'access-token', path: 'etc/nginx/nginx.conf', layer, isHidden },
    ];

    test.each<[string, MemberSpec[][], number, boolean]>([
      ['over the package’s', [[...records, conf('a')], [own]], 1, false],
      [
        'and records that were written anew since',
        [[...records, conf('a')], [own], [file('var/lib/dpkg/status', status('1'))]],
        1,
        false,
      ],
      ['and gone again', [[...records, conf('a')], [own], [file('etc/nginx/.wh.nginx.conf', '')]], 1, true],
    ])('one’s own is told: %s', async (_, layers, layer, isHidden) =>
      expect(await secretsOf(...layers)).toEqual(told(layer, isHidden)),
    );

    test.each<[string, MemberSpec[][]]>([
      ['as it came', [[...records, own]]],
      [
        'in another version',
        [
          [...records, conf('a')],
          [file('var/lib/dpkg/status', status('2')), ...records.slice(1), own],
        ],
      ],
      ['copied before its records', [[own], records]],
      ['only touched', [[...records, own], [{ ...own, mode: 0o600 }]]],
    ])('the package’s is not: %s', async (_, layers) => expect(await secretsOf(...layers)).toEqual([]));
  });

  test('one whose name is gone is told by the name a hard link keeps', async () => {
    const linked = [file('a/.env', 'TOKEN=abc\n'), { name: 'b/keep', type: 'hardlink', link: 'a/.env' } as const];
    expect(await secretsOf(linked)).toMatchObject([{ path: 'a/.env', isHidden: false }]);
    expect(await secretsOf(linked, [file('a/.wh..env', '')])).toMatchObject([{ path: 'b/keep', isHidden: false }]);
    const gone = [file('a/.wh..env', ''), file('b/.wh.keep', '')];
    expect(await secretsOf(linked, gone)).toMatchObject([{ path: 'a/.env', isHidden: true }]);
  });
});
