import { message } from '../model/message.ts';
import type { Symptom, Told } from './contract.ts';

/** Classes of the platform, by how their names begin, and the module that a runtime made by jlink may lack. */
const MODULES: readonly (readonly [beginning: string, module: string])[] = [
  ['java.sql.rowset', 'java.sql.rowset'],
  ['javax.sql.rowset', 'java.sql.rowset'],
  ['java.sql.', 'java.sql'],
  ['javax.sql.', 'java.sql'],
  ['javax.transaction.xa.', 'java.transaction.xa'],
  ['javax.naming.', 'java.naming'],
  ['java.util.logging.', 'java.logging'],
  ['java.lang.management.', 'java.management'],
  ['javax.management.', 'java.management'],
  ['java.awt.', 'java.desktop'],
  ['java.beans.', 'java.desktop'],
  ['javax.swing.', 'java.desktop'],
  ['javax.imageio.', 'java.desktop'],
  ['javax.xml.parsers.', 'java.xml'],
  ['javax.xml.stream.', 'java.xml'],
  ['javax.xml.transform.', 'java.xml'],
  ['javax.xml.xpath.', 'java.xml'],
  ['org.w3c.dom.', 'java.xml'],
  ['org.xml.sax.', 'java.xml'],
  ['javax.security.sasl.', 'java.security.sasl'],
  ['org.ietf.jgss.', 'java.security.jgss'],
  ['java.net.http.', 'java.net.http'],
  ['java.rmi.', 'java.rmi'],
  ['javax.script.', 'java.scripting'],
  ['java.util.prefs.', 'java.prefs'],
  ['java.lang.instrument.', 'java.instrument'],
  ['com.sun.net.httpserver.', 'jdk.httpserver'],
  ['com.sun.management.', 'jdk.management'],
  ['com.sun.jndi.dns.', 'jdk.naming.dns'],
  ['sun.misc.', 'jdk.unsupported'],
  ['sun.reflect.', 'jdk.unsupported'],
  ['jdk.jfr.', 'jdk.jfr'],
  ['jdk.net.', 'jdk.net'],
  ['javax.tools.', 'java.compiler'],
];

function missingClass(named: string): Told | undefined {
  const name = named.replaceAll('/', '.');
  const module = MODULES.find(([beginning]) => name.startsWith(beginning))?.[1];
  return module === undefined ? undefined : missingModule(module, name);
}

function missingModule(module: string, name: string): Told {
  return {
    message: message('log-java-module-missing', { module, name }),
    cure: message('cure-jlink-module', { module }),
  };
}

const TRUST: Told = { message: message('log-ca-missing', {}), cure: message('cure-java-trust', {}) };

export const JAVA_SYMPTOMS: readonly Symptom[] = [
  {
    id: 'java-version-too-old',
    shows: 'run',
    examples: [
      'Exception in thread "main" java.lang.UnsupportedClassVersionError: com/acme/Main has been compiled by a more recent version of the Java Runtime (class file version 65.0), this version of the Java Runtime only recognizes class file versions up to 61.0',
    ],
    signatures: [
      {
        pattern:
          /UnsupportedClassVersionError: \S{1,300} has been compiled by a more recent version of the Java Runtime \(class file version (\d{2,3})\.\d{1,5}\), this version of the Java Runtime only recognizes class file versions up to (\d{2,3})/,
        read: ([needs, has]) => {
          const version = Number(needs) - 44;
          return {
            message: message('log-java-too-old', { needs: version, has: Number(has) - 44 }),
            cure: message('cure-java-version', { version }),
          };
        },
      },
    ],
    words: {
      en: [
        'UnsupportedClassVersionError',
        'class file version',
        'more recent version of the Java Runtime',
        'java version too old',
      ],
      ko: ['자바 버전이 낮음', 'UnsupportedClassVersionError', '클래스 파일 버전'],
    },
  },
  {
    id: 'java-main-class-missing',
    shows: 'run',
    examples: ['Error: Could not find or load main class com.acme.Main'],
    signatures: [
      {
        pattern: /^Error: Could not find or load main class ([\w.$]{1,200})$/,
        read: ([name = '']) => ({
          message: message('log-java-main-class-missing', { name }),
          cure: message('cure-class-path', { name }),
        }),
      },
    ],
    words: {
      en: ['could not find or load main class', 'main class not found', 'classpath'],
      ko: ['메인 클래스를 찾을 수 없음', '클래스패스 오류', 'could not find or load main class'],
    },
  },
  {
    id: 'java-module-missing',
    shows: 'run',
    examples: [
      'Exception in thread "main" java.lang.NoClassDefFoundError: java/sql/SQLException',
      'java.lang.module.FindException: Module java.naming not found, required by com.acme',
    ],
    signatures: [
      {
        pattern: /(?:^|[\s:])(?:java\.lang\.)?(?:NoClassDefFoundError|ClassNotFoundException): ([\w./$]{1,200})/,
        read: ([name = '']) => missingClass(name),
      },
      {
        pattern: /java\.lang\.module\.FindException: Module ((?:java|jdk)\.[\w.]{1,60}) not found/,
        read: ([module = '']) => missingModule(module, module),
      },
    ],
    words: {
      en: [
        'jlink module missing',
        'NoClassDefFoundError java/sql',
        'ClassNotFoundException jlink',
        'jdeps',
        'custom JRE class missing',
      ],
      ko: ['jlink 모듈 누락', 'jlink 후 클래스 없음', 'NoClassDefFoundError'],
    },
  },
  {
    id: 'java-elliptic-curves-missing',
    shows: 'run',
    goesOn: true,
    examples: [
      'javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure',
      'java.security.NoSuchAlgorithmException: EC KeyFactory not available',
    ],
    signatures: [
      {
        pattern:
          /javax\.net\.ssl\.SSLHandshakeException: Received fatal alert: handshake_failure|java\.security\.NoSuchAlgorithmException: EC (?:KeyFactory|AlgorithmParameters|KeyPairGenerator) not available/,
        read: () => ({
          message: message('log-java-no-curves', {}),
          cure: message('cure-jlink-module', { module: 'jdk.crypto.ec' }),
        }),
      },
    ],
    words: {
      en: ['handshake_failure java', 'SSLHandshakeException jlink', 'jdk.crypto.ec', 'elliptic curve jlink'],
      ko: ['자바 TLS 핸드셰이크 실패', 'jlink HTTPS 실패', 'SSLHandshakeException'],
    },
  },
  {
    id: 'java-trust-store-empty',
    shows: 'run',
    goesOn: true,
    examples: [
      'javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target',
      'java.security.InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty',
    ],
    signatures: [
      {
        pattern:
          /PKIX path building failed: |InvalidAlgorithmParameterException: the trustAnchors parameter must be non-empty/,
        read: () => TRUST,
      },
    ],
    words: {
      en: [
        'PKIX path building failed',
        'trustAnchors parameter must be non-empty',
        'cacerts missing',
        'java HTTPS fails',
      ],
      ko: ['자바 HTTPS 실패', 'PKIX 오류', '자바 인증서 오류'],
    },
  },
  {
    id: 'java-fonts-missing',
    shows: 'run',
    goesOn: true,
    examples: [
      'java.lang.InternalError: java.lang.reflect.InvocationTargetException: Fontconfig head is null, check your fonts or fonts configuration',
    ],
    signatures: [
      {
        pattern: /Fontconfig head is null, check your fonts or fonts configuration/,
        read: () => ({ message: message('log-fonts-missing', {}), cure: message('cure-fonts', {}) }),
      },
    ],
    words: {
      en: ['Fontconfig head is null', 'java fonts missing', 'fontconfig alpine'],
      ko: ['폰트 없음', '글꼴 오류', 'Fontconfig'],
    },
  },
  {
    id: 'jar-missing',
    shows: 'run',
    examples: ['Error: Unable to access jarfile app.jar', 'no main manifest attribute, in /app/app.jar'],
    signatures: [
      {
        pattern: /^(?:Error: )?Unable to access jarfile (\S{1,300})$/,
        read: ([path = '']) => ({
          message: message('log-file-missing', { path }),
          cure: message('cure-copy-file', { path }),
        }),
      },
      {
        pattern: /^no main manifest attribute, in (\S{1,300})$/,
        read: ([path = '']) => ({
          message: message('log-jar-not-runnable', { path }),
          cure: message('cure-runnable-jar', {}),
        }),
      },
    ],
    words: {
      en: ['unable to access jarfile', 'no main manifest attribute', 'jar missing'],
      ko: ['jar 파일 없음', 'jarfile 접근 불가', 'main manifest 없음'],
    },
  },
  {
    id: 'dotnet-framework-missing',
    shows: 'run',
    examples: [
      "Framework: 'Microsoft.AspNetCore.App', version '8.0.0' (x64)",
      'It was not possible to find any compatible framework version',
      "The framework 'Microsoft.NETCore.App', version '8.0.0' (x64) was not found.",
    ],
    signatures: [
      {
        pattern: /^(?:Framework: |The (?:specified )?framework )'(Microsoft\.[\w.]{1,60})', version '([\w.-]{1,30})'/,
        read: ([framework = '', version = '']) => ({
          message: message('log-dotnet-framework-missing', { framework, version }),
          cure: message('cure-dotnet-base', { framework, version }),
        }),
      },
      {
        pattern:
          /^It was not possible to find any (?:compatible framework version|installed \.NET)|^You must install (?:or update )?\.NET to run this application/,
        read: () => ({
          message: message('log-dotnet-framework-missing', { framework: '.NET', version: '' }),
          cure: message('cure-dotnet-base', { framework: '.NET', version: '' }),
        }),
      },
      {
        pattern: /^(?:A compatible \.NET SDK was not found|No \.NET SDKs were found)/,
        read: () => ({
          message: message('log-dotnet-framework-missing', { framework: '.NET SDK', version: '' }),
          cure: message('cure-dotnet-publish', {}),
        }),
      },
    ],
    words: {
      en: ['framework not found dotnet', 'Microsoft.AspNetCore.App', 'You must install .NET', 'dotnet SDK not found'],
      ko: ['.NET 프레임워크 없음', '닷넷 런타임 없음', 'ASP.NET 실행 안 됨'],
    },
  },
  {
    id: 'dotnet-icu-missing',
    shows: 'run',
    examples: [
      "Process terminated. Couldn't find a valid ICU package installed on the system.",
      'System.Globalization.CultureNotFoundException: Only the invariant culture is supported in globalization-invariant mode.',
    ],
    signatures: [
      {
        pattern:
          /Couldn't find a valid ICU package installed on the system|Only the invariant culture is supported in globalization-invariant mode/,
        read: () => ({ message: message('log-icu-missing', {}), cure: message('cure-icu', {}) }),
      },
    ],
    words: {
      en: [
        'ICU missing',
        "couldn't find a valid ICU package",
        'invariant globalization',
        'CultureNotFoundException',
        'icu-libs',
      ],
      ko: ['ICU 없음', '닷넷 ICU 오류', 'CultureNotFoundException'],
    },
  },
];
