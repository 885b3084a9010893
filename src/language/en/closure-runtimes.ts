import type { Catalogue } from '../contract.ts';

export const closureRuntimeSentences = {
  'closure-java-no-main': (a) => `the manifest of ${a.jar} names no class to start (no main manifest attribute)`,
  'closure-java-main-missing': (a) =>
    `the class ${a.className}, which is to be started, is in no jar or folder of the class path`,
  'closure-java-too-old': (a) => `${a.className} is compiled for Java ${a.needs}, the image has Java ${a.has}`,
  'closure-java-package-missing': (a) =>
    `${a.className} needs ${a.packageName} as soon as it starts, and no jar of the class path has it`,
  'closure-java-class-path-missing': (a) =>
    `${a.jar} names ${a.entry} in its Class-Path, which is not in the image (${a.count} such)`,
  'closure-java-module-missing': (a) =>
    `the Java runtime has no module ${a.module}, which ${a.className} needs (${a.packageName})`,
  'closure-java-module-unlinked': (a) => `the Java runtime has no module ${a.module}, which the framework may ask for`,
  'closure-java-tls-missing': (a) =>
    `the Java runtime has no module jdk.crypto.ec, without which the TLS connections of ${a.className} fail`,
  'closure-java-charset-missing': (a) =>
    `the Java runtime has no module jdk.charsets, which the character set ${a.charset} is in`,
  'cure-jlink-module': (a) => `add ${a.module} to --add-modules of jlink`,
  'cure-java-version': (a) => `use a runtime of Java ${a.version}, or compile with --release for the one that is there`,
  'closure-dotnet-framework-missing': (a, w) =>
    a.has.length === 0
      ? `the .NET framework ${a.framework} ${a.version} is not in the image`
      : `the .NET framework ${a.framework} ${a.version} is not in the image, which has ${w.list(a.has)}`,
  'closure-dotnet-icu-missing': () => 'the .NET runtime needs ICU (libicuuc), which is not in the image',
  'cure-dotnet-framework': (a) => `use a base with ${a.framework} ${a.version}, or publish with --self-contained`,
  'cure-dotnet-icu': () => 'install ICU, or set DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1',
} satisfies Partial<Catalogue>;
