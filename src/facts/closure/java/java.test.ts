import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeZip } from '../../../../test/kit/make-zip.ts';
import type { ImageConfig } from '../../../image/contract.ts';
import { type ClassSpec, makeClass } from '../../../image/java/random-class.ts';
import { readClass } from '../../../image/java/read-class.ts';
import { openJavaWork, readJar } from '../../../image/java/read-jar.ts';
import { makeElf } from '../../../image/random-elf.ts';
import { type MemberSpec, makeView } from '../../../image/random-image.ts';
import { surveyImage } from '../../../image/survey-image.ts';
import { computeClosure } from '../compute-closure.ts';
import { readJavaCall } from './read-java-call.ts';

const runtime = (modules: string, version = '17.0.15'): MemberSpec[] => [
  { name: 'tmp', type: 'dir' },
  { name: 'opt/jre/bin/java', content: makeElf({ type: 2 }), mode: 0o755 },
  { name: 'opt/jre/release', content: `IMPLEMENTOR="x"\nJAVA_VERSION="${version}"\nMODULES="${modules}"\n` },
];
const jar = (classes: readonly ClassSpec[], manifest = 'Main-Class: com.acme.Main') =>
  makeZip({
    'META-INF/MANIFEST.MF': `Manifest-Version: 1.0\r\n${manifest}\r\n\r\n`,
    ...Object.fromEntries(classes.map((spec) => [`${spec.name}.class`, makeClass(spec)])),
  });
const main = (methods: ClassSpec['methods'], more: Partial<ClassSpec> = {}): ClassSpec => ({
  name: 'com/acme/Main',
  methods: { main: methods?.['main'] ?? [], ...methods },
  ...more,
});

async function look(program: Buffer, members = runtime('java.base'), config: Partial<ImageConfig> = {}) {
  const all: MemberSpec[] = [...members, { name: 'app.jar', content: program }];
  const cmd = ['/opt/jre/bin/java', '-jar', '/app.jar'];
  return computeClosure(await surveyImage(makeView([all], { cmd, ...config })));
}
const told = (findings: Awaited<ReturnType<typeof look>>) =>
  findings.map(
    ({ sure, of, cause: { message } }) => `${sure ? '' : '? '}${of} ${message.code.replace('closure-', '')}`,
  );

describe('T54 a runtime that was linked without a module', () => {
  test('catches what main asks for in any case', async () => {
    const findings = await look(jar([main({ main: [['static', 'java/sql/DriverManager', 'x']] })]));
    expect(findings).toMatchObject([
      {
        sure: true,
        of: 'start',
        cause: {
          message: { code: 'closure-java-module-missing', args: { module: 'java.sql', className: 'com.acme.Main' } },
          cure: { code: 'cure-jlink-module', args: { module: 'java.sql' } },
        },
      },
    ]);
  });

  test.each<[string, ClassSpec[]]>([
    ['in a method it calls', [main({ main: [['static', 'com/acme/Main', 'go']], go: [['new', 'java/sql/Date']] })]],
    ['in its static part', [main({ '<clinit>': [['field', 'java/sql/Types', 'x']] })]],
    ['above it', [main({}, { superName: 'com/acme/Base' }), { name: 'com/acme/Base', superName: 'java/sql/Date' }]],
    [
      'beside what comes back',
      [
        main({
          main: [
            ['field', 'java/lang/System', 'out'],
            ['new', 'java/sql/Date'],
          ],
        }),
      ],
    ],
  ])('%s', async (_where, classes) => {
    expect(told(await look(jar(classes)))).toEqual(['start java-module-missing']);
    expect(told(await look(jar(classes), runtime('java.base java.sql java.logging')))).toEqual([]);
  });

  test.each<[string, ClassSpec[]]>([
    ['behind a branch', [main({ main: [['if'], ['new', 'java/sql/Date']] })]],
    [
      'behind a call that may not come back',
      [
        main({
          main: [
            ['static', 'x/Server', 'run'],
            ['new', 'java/sql/Date'],
          ],
        }),
        { name: 'x/Server' },
      ],
    ],
    [
      'in a class that is led to',
      [main({}, { names: ['com/acme/db/Db'] }), { name: 'com/acme/db/Db', names: ['java/sql/Date'] }],
    ],
  ])('only later: %s', async (_where, classes) => {
    expect(told(await look(jar(classes)))).toEqual(['later java-module-missing']);
  });

  test.each<[string, ClassSpec[], string[]]>([
    [
      'what is caught',
      [main({ main: [['new', 'java/sql/Date']] }, { caught: 'java/lang/Throwable' })],
      ['? later java-module-missing'],
    ],
    [
      'libraries in the same jar',
      [main({}, { names: ['org/lib/Pool'] }), { name: 'org/lib/Pool', names: ['java/sql/Date'] }],
      [],
    ],
    ['own classes that nothing leads to', [main({}), { name: 'com/acme/Tool', names: ['java/sql/Date'] }], []],
    ['windows of a server', [main({}, { names: ['java/awt/Frame'] })], ['? later java-module-missing']],
    ['packages of no module', [main({}, { names: ['javax/servlet/Servlet', 'java/util/List'] })], []],
  ])('spares %s', async (_what, classes, notes) => {
    expect(told(await look(jar(classes)))).toEqual(notes);
  });

  test('Spring needs java.beans of java.desktop', async () => {
    const zip = makeZip({
      'META-INF/MANIFEST.MF':
        'Main-Class: org.springframework.boot.loader.launch.JarLauncher\nStart-Class: com.acme.App\n',
      'org/springframework/boot/loader/launch/JarLauncher.class': makeClass({
        name: 'org/springframework/boot/loader/launch/JarLauncher',
      }),
      'BOOT-INF/classes/com/acme/App.class': makeClass({ name: 'com/acme/App' }),
      'BOOT-INF/classes/com/acme/Repo.class': makeClass({ name: 'com/acme/Repo', names: ['javax/sql/DataSource'] }),
      'BOOT-INF/lib/spring-beans-6.1.1.jar': 'x',
    });
    const all = 'java.base java.logging';
    expect(told(await look(zip, runtime(all)))).toEqual([
      'start java-module-missing',
      'later java-module-missing',
      '? later java-module-unlinked',
      '? later java-module-unlinked',
      '? later java-module-unlinked',
    ]);
    const whole = `${all} java.desktop java.sql java.naming java.management java.instrument`;
    expect(told(await look(zip, runtime(whole)))).toEqual([]);
  });

  test('TLS before the curves came into java.base; character sets', async () => {
    const tls = jar([main({}, { names: ['javax/net/ssl/SSLContext'] })]);
    expect(told(await look(tls))).toEqual(['later java-tls-missing']);
    expect(told(await look(tls, runtime('java.base jdk.crypto.ec')))).toEqual([]);
    expect(told(await look(tls, runtime('java.base', '25.0.3')))).toEqual([]);
    expect(told(await look(jar([main({}, { texts: ['MS949'] })])))).toEqual(['? later java-charset-missing']);
    expect(told(await look(jar([main({}, { texts: ['EUC-KR'] })])))).toEqual([]);
  });
});

describe('what the launcher looks for', () => {
  test('T56 classes of a later Java', async () => {
    const late = jar([main({}, { major: 65 })]);
    const [finding] = await look(late);
    expect(finding?.cause.message).toEqual({
      code: 'closure-java-too-old',
      args: { className: 'com.acme.Main', needs: 21, has: 17 },
    });
    expect(told(await look(late, runtime('java.base', '21.0.2')))).toEqual([]);
    expect(told(await look(late, runtime('java.base').slice(0, 2)))).toEqual([]);
  });

  test('the jar, the class in it, the jars it names', async () => {
    expect(
      told(await look(jar([main({})]), runtime('java.base'), { cmd: ['/opt/jre/bin/java', '-jar', 'gone.jar'] })),
    ).toEqual(['start script-missing']);
    expect(told(await look(jar([main({})], 'X: y')))).toEqual(['start java-no-main']);
    expect(told(await look(jar([{ name: 'org/other/A' }])))).toEqual(['start java-main-missing']);
    const thin = jar(
      [main({ main: [['static', 'org/lib/Lib', 'x']] })],
      'Main-Class: com.acme.Main\r\nClass-Path: lib/a\r\n .jar',
    );
    expect(told(await look(thin))).toEqual(['start java-package-missing', '? later java-class-path-missing']);
    const lib: MemberSpec = { name: 'lib/a.jar', content: jar([{ name: 'org/lib/Lib' }]) };
    expect(told(await look(thin, [...runtime('java.base'), lib]))).toEqual([]);
    expect(told(await look(thin, [...runtime('java.base'), { name: 'lib/a.jar', content: 'damaged' }]))).toEqual([]);
  });

  test('a class path', async () => {
    const run = async (...words: string[]) =>
      told(
        await look(jar([main({ main: [['new', 'java/sql/Date']] })]), runtime('java.base'), {
          cmd: ['/opt/jre/bin/java', ...words],
        }),
      );
    expect(await run('-cp', '/lib/*:/app.jar', 'com.acme.Main')).toEqual(['start java-module-missing']);
    expect(await run('-cp', '/*', 'com.other.Main')).toEqual(['start java-main-missing']);
    expect(await run('-cp', '/app.jar', 'com.acme.Other')).toEqual([]);
    expect(await run('-cp', '$X', 'com.other.Main')).toEqual([]);
    expect(await run('@args', '-cp', '/app.jar', 'x.Y')).toEqual([]);
    expect(await run('-javaagent:/gone.jar=x', '-version')).toEqual([]);
    expect(await run('-javaagent:/gone.jar=x', '-jar', '/app.jar')).toEqual(['start script-missing']);
  });
});

test.each<[string, unknown]>([
  ['-Xmx1g -jar a.jar -cp x', { jar: 'a.jar', agents: [] }],
  ['--add-opens a/b=c -cp a:b M x', { mainClass: 'M', classPath: 'a:b', agents: [] }],
  ['-m a/b', undefined],
  ['Main.java', undefined],
  ['-version', undefined],
])('java %s', (words, call) => {
  expect(readJavaCall(words.split(' '))).toEqual(call);
});

test('damaged classes and jars are read without a throw', () => {
  const whole = makeClass(main({ main: [['new', 'java/sql/Date'], ['if']] }, { caught: 'java/lang/Error' }));
  const spot = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
  fc.assert(
    fc.property(fc.array(spot, { maxLength: 8 }), fc.nat(whole.length), (spots, length) => {
      const bytes = Buffer.from(whole.subarray(0, length));
      for (const [at, value] of spots) if (at < length) bytes[at] = value;
      readClass(bytes)?.method('main', '([Ljava/lang/String;)V');
      readJar(
        makeZip({ 'META-INF/MANIFEST.MF': 'Main-Class: com.acme.Main', 'com/acme/Main.class': bytes }),
        openJavaWork(),
      );
    }),
    { numRuns: 400 },
  );
});
