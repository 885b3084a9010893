import { describe, expect, test } from 'vitest';
import type { MemberSpec } from '../../image/random-image.ts';
import { makeView } from '../../image/random-image.ts';
import { listConfiguredSecrets } from './list-configured-secrets.ts';

/** Put together here so that no scanner takes this file for a leak. */
const TOKEN = `${'gh'}p_${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fL3nR6'}`;
const LAYER: MemberSpec[] = [{ name: 'a', content: 'a' }];

/** What is told of one command: the name, or the empty one where only a shape gives it away. */
function toldOfCommand(command: string) {
  const createdBy = `RUN /bin/sh -c ${command} # buildkit`;
  const found = listConfiguredSecrets(makeView([LAYER], { history: [{ createdBy, emptyLayer: true }] }));
  expect(JSON.stringify(found)).not.toMatch(/hunter2/);
  return found.map(({ name }) => name ?? '');
}

describe('a secret that a command is given', () => {
  test.each([
    ['docker login --username bob --password "hunter2"', 'password'],
    ['curl -u bob:hunter2 https://x.test', ''],
    ["echo 'root:hunter2' | chpasswd", ''],
    ['echo "machine git.test login x password hunter2" > ~/.netrc', ''],
    ['docker login -u bob -p hunter2 r.test', ''],
    ['mysql -uroot -phunter2 -e x', ''],
  ])('catches %s', (command, name) => expect(toldOfCommand(command)).toEqual([name]));

  test.each([
    'docker login --username bob --password "$PASSWORD"',
    'curl -u "bob:$(cat /run/secrets/p)" https://x.test',
    'echo "root:${PASSWORD}" | chpasswd',
    'docker run -u 1000:1000 -p 80:80 x',
    'mkdir -p /a && chown -R mysql:mysql /a',
  ])('spares %s', (command) => expect(toldOfCommand(command)).toEqual([]));
});

describe('a secret that tells itself by its shape', () => {
  test.each([
    `git clone https://${TOKEN}@git.test/a/b`,
    `git clone https://${TOKEN}:x-oauth-basic@git.test/a/b`,
    'curl -H "Authorization: Bearer abcdefghi" https://x.test',
    'curl -H "Authorization: token abcdefghi" https://x.test',
    'curl -H "Cookie: a=b" -H "X-Api-Key: abc" https://x.test',
  ])('catches %s', (command) => expect(toldOfCommand(command)).toHaveLength(1));

  test('catches a token alone as the user of an address in a variable', () => {
    expect(toldOfVariable(`REPOSITORY=https://${TOKEN}@git.test/a/b`)).toEqual(['REPOSITORY']);
  });

  test.each([
    'git clone https://bob@git.test/a/b',
    'git clone https://x:${TOKEN}@git.test/a/b',
    'pip install --index-url https://$BOB:$TOKEN@index.test/simple a',
    'sort --key=2 a && sort --key 1,2 b',
    "printf 'password=%s' $PASSWORD > a",
    'curl -H "Authorization: Bearer $(cat /run/secrets/gh)" https://x.test',
    'curl -H "Authorization: token ${GITHUB_TOKEN}" https://x.test',
    'curl -H "Authorization: $AUTH" https://x.test',
    'wget --header "Cookie: oraclelicense=accept-securebackup-cookie" http://x.test',
    `python -c 'h = {"Authorization": f"Bearer {token}"}'`,
    'echo "the server speaks of bearer authentication"',
  ])('spares %s', (command) => expect(toldOfCommand(command)).toEqual([]));
});

/** Names that are told of variables of the configuration. */
function toldOfVariable(text: string) {
  return listConfiguredSecrets(makeView([LAYER], { env: [text] })).map(({ name }) => name);
}

describe('the fingerprint of a public key', () => {
  test.each([
    'key=\'B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8\'; gpg --recv-keys "$key"',
    'key=\'BCA4 3417 C3B4 85DD 128E  C6D4 B7B3 B788 A8D3 785C\'; gpg --recv-keys "$key"',
    'for key in 94AE36675C464D64BAFA68DD7434390BDBE9B9C5 74F12602B6F1C4E913FAA37AD3A89613643B6201; do x; done',
    'KEY=0x7FCC7D46ACCC4CF8 make',
    'SECRET_TOOL_SHA256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 make',
  ])('is no secret: %s', (command) => expect(toldOfCommand(command)).toEqual([]));

  test.each([
    'GPG_KEY=A035C8C19219BA821ECEA86B64E628F8D684696D',
    'NGINX_GPGKEY=573BFD6B3D8FBC641079A6ABABF5BD827BD9BF62',
    'GPG_KEYS=B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8 A035C8C19219BA821ECEA86B64E628F8D684696D',
    'PASSWORD_TOOL_CHECKSUM=sha256:9f86d081884c7d659a2feaa0c55ad015',
    'VAULT_TOKEN_HELPER_SHA256=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  ])('or of a file is none: %s', (text) => expect(toldOfVariable(text)).toEqual([]));

  test.each([
    'API_KEY=b97b0afcaa1a47f044f244a07fcc7d46accc4cf8',
    'KEY=b97b0afcaa1a47f044f244a07fcc7d46accc4cf8b97b0afcaa1a47f044f244a0',
    'KEY=correct horse battery staple',
    'GITHUB_TOKEN=b97b0afcaa1a47f044f244a07fcc7d46accc4cf8',
    'GPG_KEY=hunter2',
  ])('looks otherwise than a secret: %s', (text) => expect(toldOfVariable(text)).toEqual([text.split('=')[0]]));
});

describe('the value of a name that says secret', () => {
  const key = `-----BEGIN ${'PRIVATE'} KEY-----`;
  test.each([
    `GOOGLE_CREDENTIALS={"type":"service_account","private_key":"${key}\\nMIIE\\n"}`,
    'DB_CREDENTIALS={"user":"bob","password":"hunter2"}',
    'DB_PASSWORD=$ecret99',
    'DB_PASSWORD=$3cret',
    'DB_PASSWORD=$ecret more',
    'DB_PASSWORD={hunter2',
    'SECRET_KEY=/app/kd8Jw+qT0=',
    'TOKEN_URL=https://bob:hunter2@login.test/token',
  ])('is told: %s', (text) => expect(toldOfVariable(text)).toEqual([text.split('=')[0]]));

  test.each([
    'DB_PASSWORD=$PASSWORD',
    'DB_PASSWORD=$db_password',
    'DB_PASSWORD=${password}',
    'TOKEN=$(cat /run/secrets/token)',
    'TOKEN={{ .Values.token }}',
    'TOKEN=<your token>',
    'GOOGLE_CREDENTIALS=/app/keys/service-account.json',
    'GOOGLE_CREDENTIALS={"type":"service_account"}',
  ])('is spared: %s', (text) => expect(toldOfVariable(text)).toEqual([]));

  test.each([
    'TOKEN_TTL=3600',
    'PASSWORD_MIN_LENGTH=correct',
    'OAUTH_TOKEN_URL=https://login.test/token',
    'oauthTokenUrl=https://login.test/token',
    'TOKEN_ENDPOINT=https://a.test/b',
    'SECRET_NAME=prod/db',
    'JWT_SECRET_LENGTH=thirty-two',
    'PASSWORD_RESET_TIMEOUT=5m',
    'AWS_SECRETS_MANAGER_REGION=eu-west-1',
    'CREDENTIALS_PROVIDER=env',
    'TOKEN_TYPE=Bearer',
    'PASSWORD_HASHER=argon2',
    'NGINX_PASS_HEADERS=x',
    'VAULT_SECRETS_ENGINE=kv',
    'TOKEN_BUCKET_SIZE=100000',
    'HTTP_AUTH=basic',
    'GIT_AUTH=ssh',
    'JAVA_OPTS=-Djavax.net.ssl.trustStorePassword=changeit',
    'NEXT_PUBLIC_API_KEY=abcdef',
    'JUPYTER_TOKEN=""',
    'ACCEPT_LICENSE_KEY=Y',
    'CREDENTIALS_STORE=vault',
    'SESSION_COOKIE=lax',
    'BUILD=docker build --secret id=token,src=/a .',
    'POSTGRES_INITDB_ARGS=--auth=scram-sha-256',
  ])('is spared where the name describes one: %s', (text) => expect(toldOfVariable(text)).toEqual([]));

  test.each([
    'DB_PASSWORD=123456',
    'DB_PASS=1234',
    'PGPASSWORD=1234',
    'CARD_PIN=1234',
    'API_TOKEN=1234567',
    'NPM_AUTH=YWJj',
    'TOKEN_SECRET=abc',
  ])('is told though it is short: %s', (text) => expect(toldOfVariable(text)).toEqual([text.split('=')[0]]));
});
