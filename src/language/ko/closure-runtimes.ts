import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

export const closureRuntimeSentences = {
  'closure-java-no-main': (a) => `${a.jar}의 매니페스트에 시작할 클래스가 없습니다 (no main manifest attribute)`,
  'closure-java-main-missing': (a) =>
    `시작할 클래스 ${josa(a.className, '이/가')} 클래스 경로의 어느 jar나 폴더에도 없습니다`,
  'closure-java-too-old': (a) =>
    `${josa(a.className, '은/는')} Java ${a.needs}용으로 컴파일되었는데 이미지에는 Java ${a.has}가 있습니다`,
  'closure-java-package-missing': (a) =>
    `${josa(a.className, '이/가')} 시작하자마자 필요한 ${josa(a.packageName, '이/가')} 클래스 경로의 어느 jar에도 없습니다`,
  'closure-java-class-path-missing': (a) =>
    `${a.jar}의 Class-Path에 있는 ${josa(a.entry, '이/가')} 이미지에 없습니다 (모두 ${a.count}개)`,
  'closure-java-module-missing': (a) =>
    `${josa(a.className, '이/가')} 필요로 하는 모듈 ${josa(a.module, '이/가')} Java 런타임에 없습니다 (${a.packageName})`,
  'closure-java-module-unlinked': (a) =>
    `프레임워크가 찾을 수 있는 모듈 ${josa(a.module, '이/가')} Java 런타임에 없습니다`,
  'closure-java-tls-missing': (a) => `Java 런타임에 모듈 jdk.crypto.ec가 없어 ${a.className}의 TLS 연결이 실패합니다`,
  'closure-java-charset-missing': (a) =>
    `문자 집합 ${josa(a.charset, '이/가')} 들어 있는 모듈 jdk.charsets가 Java 런타임에 없습니다`,
  'cure-jlink-module': (a) => `jlink의 --add-modules에 ${josa(a.module, '을/를')} 더하십시오`,
  'cure-java-version': (a) => `Java ${a.version} 런타임을 쓰거나, 있는 런타임에 맞춰 --release로 컴파일하십시오`,
  'closure-dotnet-framework-missing': (a, w) =>
    a.has.length === 0
      ? `.NET 프레임워크 ${a.framework} ${josa(a.version, '이/가')} 이미지에 없습니다`
      : `.NET 프레임워크 ${a.framework} ${josa(a.version, '이/가')} 이미지에 없습니다 (있는 것: ${w.list(a.has)})`,
  'closure-dotnet-icu-missing': () => '.NET 런타임에 필요한 ICU(libicuuc)가 이미지에 없습니다',
  'cure-dotnet-framework': (a) =>
    `${a.framework} ${josa(a.version, '이/가')} 있는 베이스를 쓰거나 --self-contained로 게시하십시오`,
  'cure-dotnet-icu': () => 'ICU를 설치하거나 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1을 설정하십시오',
} satisfies Partial<Catalogue>;
