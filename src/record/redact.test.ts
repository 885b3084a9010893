import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/kit/cpu-time.ts';
import { looksSecret, redact, redactArgs, redactLines, secretValues } from './redact.ts';

describe('ENV NAME value, the old form', () => {
  it.each([
    ['ENV DB_PASSWORD hunter2', 'ENV DB_PASSWORD ***'],
    ['FROM a\n  env API_KEY a b c\nUSER 1', 'FROM a\n  env API_KEY ***\nUSER 1'],
    ['/bin/sh -c #(nop)  ENV TOKEN abc', '/bin/sh -c #(nop)  ENV TOKEN ***'],
    ['ENV TOKEN "a b"', 'ENV TOKEN "***"'],
  ])('hides %j', (text, shown) => expect(redact(text)).toBe(shown));

  it.each(['ENV PATH /bin', 'ENV TOKEN $OTHER', 'ENV TOKEN', 'the ENV PASSWORD says', 'ENV A=b PASSWORD c'])(
    'leaves %j',
    (text) => expect(redact(text)).toBe(text),
  );
});

describe('looksSecret', () => {
  it.each([
    'GITHUB_TOKEN',
    'npmAuth',
    'NPM_AUTH',
    'PGPASSWORD',
    'DB_PASS',
    'SECRET_KEY_BASE',
    'AWS_SECRET_ACCESS_KEY',
    'apiKey',
    'API_KEY',
    'KEY',
    'GH_PAT',
    'githubToken',
    '_authToken',
    'PASSPHRASE',
    'client-secret',
  ])('catches %s', (name) => expect(looksSecret(name)).toBe(true));

  it.each([
    'MAX_TOKENS',
    'TOKENIZERS_PARALLELISM',
    'AUTHOR',
    'PUBLIC_KEY',
    'CACHE_KEY',
    'KEYBOARD',
    'PASSENGER_APP',
    'VERSION',
    'PYTHON_VERSION',
    'PATH',
    'COMPASS',
    'PRIMARY_KEY',
    'PASSWORD_FILE',
    'password-stdin',
    'SECRETARY',
    '',
  ])('spares %s', (name) => expect(looksSecret(name)).toBe(false));
});

describe('redact', () => {
  const catches: readonly [string, string][] = [
    ['https://bob:s3cr3t@host.invalid/simple', 'https://***@host.invalid/simple'],
    ['https://tok3n@host.invalid/simple', 'https://***@host.invalid/simple'],
    ['postgres://u:p@ss@db:5432/x', 'postgres://***@db:5432/x'],
    ['Authorization: Bearer abcdef', 'Authorization: Bearer ***'],
    ['authorization: Basic dTpw', 'authorization: Basic ***'],
    ['{"Authorization":"Bearer abc.def"}', '{"Authorization":"Bearer ***"}'],
    ['Authorization: Bearer   abcdef', 'Authorization: Bearer   ***'],
    ['Cookie: session=abc', 'Cookie: ***'],
    ["curl -H 'X-Api-Key: 1234' x", "curl -H 'X-Api-Key: ***' x"],
    ['RUN NPM_TOKEN=abc npm ci', 'RUN NPM_TOKEN=*** npm ci'],
    ['export DB_PASSWORD="a b c" && x', 'export DB_PASSWORD="***" && x'],
    ['//host.invalid/:_authToken=deadbeef', '//host.invalid/:_authToken=***'],
    ['{"password": "hunter2", "user": "bob"}', '{"password": "***", "user": "bob"}'],
    ['GET /?access_token=abc&page=2', 'GET /?access_token=***&page=2'],
    ['tool --password hunter2 --user bob', 'tool --password *** --user bob'],
    ['ENV OPTIONS="-Dkey.storePassword=hunter2 -v" A=b', 'ENV OPTIONS="-Dkey.storePassword=*** -v" A=b'],
    ['ENV BACK=https://x.test/?access_token=abc&page=2', 'ENV BACK=https://x.test/?access_token=***&page=2'],
    ['build --build-arg=NPM_TOKEN=abc .', 'build --build-arg=NPM_TOKEN=*** .'],
    ['curl -d "{\\"password\\": \\"hun ter2\\", \\"a\\": 1}" x', 'curl -d "{\\"password\\": \\"***\\", \\"a\\": 1}" x'],
    ['tool --api-key=hunter2 -v', 'tool --api-key=*** -v'],
    ['CMD ["app", "--token", "abc123"]', 'CMD ["app", "--token", "***"]'],
    [`found ghp_${'a'.repeat(36)} here`, 'found *** here'],
    ['sent Bearer abcdefghijkl ok', 'sent Bearer *** ok'],
    ['a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nxx\n-----END RSA PRIVATE KEY-----\nb', 'a\n***\nb'],
    ['a -----BEGIN PRIVATE KEY-----\nMIIE cut off', 'a ***'],
  ];
  it.each(catches)('catches %j', (text, clean) => expect(redact(text)).toBe(clean));

  it.each([
    'RUN NPM_TOKEN=$NPM_TOKEN npm ci',
    'RUN PASSWORD="${PASSWORD}" x',
    'ARG TOKEN=',
    'curl -d "{\\"password\\":\\"$PASSWORD\\"}" x',
    'RUN --mount=type=secret,id=token,env=TOKEN x',
    'ENV OPTIONS="--password=$PASSWORD -v"',
    'curl -H "Authorization: Bearer $(cat /run/secrets/gh)" https://x',
    'curl -H "Authorization: token  ${GITHUB_TOKEN}" https://x',
    'curl -H "Authorization: $AUTH" https://x',
    'curl -H "X-Api-Key: `cat /run/secrets/key`" https://x',
    'sh -c "curl -H \\"Authorization: Bearer \\$TOKEN\\" https://x"',
    'SyntaxError: unexpected token: foo',
    'git@host.invalid:a/b.git',
    'see https://host.invalid/a@b?c=d',
    'MAX_TOKENS=4096 python app.py',
    '-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----',
    'sha256:0f20ebee3e618773c0b6e5d6ecc712877901b0faae71b0064fcfa83b3cafa5ce',
    'Step 3/5 : RUN pip install --no-cache-dir polars==1.5.0',
  ])('spares %j', (text) => expect(redact(text)).toBe(text));

  it('leaves lines where they are, also where a key has no end', () => {
    const key = `RUN <<E\n-----BEGIN ${'RSA'} PRIVATE KEY-----\nMIIE\n-----END ${'RSA'} PRIVATE KEY-----\nE\nRUN x`;
    expect(redactLines(key)).toEqual(['RUN <<E', '***', '', '', 'E', 'RUN x']);
    expect(redactLines(`a\n-----BEGIN ${'EC'} PRIVATE KEY-----\nMIIE\nx`)).toEqual(['a', '***', '', '']);
  });

  it('hides given values, encoded ones too, the longer first', () => {
    const secret = 'p@ss word';
    const text = `a p@ss word b ${encodeURIComponent(secret)} c ${Buffer.from(secret).toString('base64')}`;
    expect(redact(text, ['p@s', secret])).toBe('a *** b *** c ***');
  });

  it.each([
    ['JSON', 'a p\\"w\\\\<é> b'],
    ['JSON in ASCII', 'a p\\"w\\\\<\\u00e9> b'],
    ['HTML', 'a p&quot;w\\&lt;é&gt; b'],
    ['HTML with numbers', 'a p&#34;w\\&lt;é&gt; b'],
    ['HTML with bare quotes', 'a p"w\\&lt;é&gt; b'],
  ])('hides given values as %s escapes them', (_, text) => expect(redact(text, ['p"w\\<é>'])).toBe('a *** b'));

  it('hides each line of a secret of many lines', () => {
    expect(redact('x line-one-abc y', ['line-one-abc\nline-two-abc'])).toBe('x *** y');
  });

  it('leaves values that are too short to be one', () => {
    expect(redact('a 1 b', ['1', ''])).toBe('a 1 b');
  });

  it('keeps names and hides values of secret arguments', () => {
    const args = { TOKEN: 'abc', VERSION: '3.12', INDEX: 'https://u:p@host.invalid/' };
    expect(secretValues(args)).toEqual(['abc']);
    expect(redactArgs(args)).toEqual({ TOKEN: '***', VERSION: '3.12', INDEX: 'https://***@host.invalid/' });
  });

  it('never lets a given secret through, whatever surrounds it', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9!@#%^&_=+-]{6,40}$/);
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, s, after) => {
        fc.pre(!'***'.includes(s));
        expect(redact(`${before}${s}${after}`, [s])).not.toContain(s);
      }),
    );
  });

  it('is quick on hostile text', () => {
    const started = cpuMs();
    for (const unit of [
      '://',
      '-----BEGIN PRIVATE KEY',
      'token=',
      'authorization:',
      'a_',
      '--a ',
      'eyJaaaaaaaaa.',
      '"a":',
      '--token "',
      '--token "\\',
      'TOKEN="\\',
      'curl -u a:',
      'curl -u "',
      'curl -u ${',
      'curl ',
      'curl&',
      'echo "',
      "echo '",
      'echo \\',
      'mysql -p',
      'machine a ',
      'default login ',
      '-u\\\n',
    ]) {
      redact(unit.repeat(Math.ceil(300_000 / unit.length)));
    }
    expect(cpuMs() - started).toBeLessThan(8_000);
  });
});
