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
  ])('catches %s', async (path, content, kind) => {
    expect(await secretsOf([file(path, content)])).toEqual([{ kind, path, layer: 0, isHidden: false }]);
  });

  test.each([
    ['etc/ssl/certs/ca.pem', '-----BEGIN CERTIFICATE-----\n'],
    ['app/.npmrc', 'registry=https://registry.test/\n//registry.test/:_authToken=${TOKEN}\n'],
    ['app/.env.example', 'DB_PASSWORD=change-me\n'],
    ['app/.env', 'DEBUG=1\nSECRET_KEY=\nTOKEN=$OTHER\n'],
    ['root/.docker/config.json', '{"auths":{}}'],
    ['app/package.json', '{"name":"a","version":"1"}'],
  ])('spares %s', async (path, content) => expect(await secretsOf([file(path, content)])).toEqual([]));

  test('one beside the project’s own package.json is no part of a package', async () => {
    const project = file('app/package.json', '{"name":"a","version":"1"}');
    expect(await secretsOf([project, file('app/.env', 'TOKEN=abc\n')])).toMatchObject([{ path: 'app/.env' }]);
  });

  test('a file of nothing but line feeds costs no time', async () => {
    const started = process.cpuUsage();
    expect(await secretsOf([file('app/.env', '\n'.repeat(65_000))])).toEqual([]);
    expect(process.cpuUsage(started).user).toBeLessThan(1_000_000);
  });

  test('one that a later layer deletes is still in the image', async () => {
    expect(await secretsOf([file('app/.env', 'TOKEN=abc\n')], [file('app/.wh..env', '')])).toMatchObject([
      { path: 'app/.env', layer: 0, isHidden: true },
    ]);
  });

  test('what a package brings for its tests is no secret', async () => {
    const site = 'usr/lib/python3/site-packages';
    const info = `${site}/x-1.dist-info`;
    expect(
      await secretsOf([
        file(`${info}/METADATA`, 'Name: x\nVersion: 1\n'),
        file(`${info}/RECORD`, 'x/tests/key.pem,,\n'),
        file(`${site}/x/tests/key.pem`, KEY),
      ]),
    ).toEqual([]);
  });
});
