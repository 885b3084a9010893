import type { JavaRelease } from '../../../image/collectors/java-collector.ts';
import type { JarFacts } from '../../../image/java/read-jar.ts';
import { type Message, message } from '../../../model/message.ts';
import type { Check } from '../check-program.ts';
import { type ClosureFinding, found } from '../closure-input.ts';
import { type ClassPath, hasPackage } from './class-path.ts';
import { moduleOf } from './platform-packages.ts';

interface Jar {
  readonly path: string;
  readonly facts: JarFacts;
}

/** From this version on `java.base` has the curves that TLS needs. */
const CURVES_IN_BASE = 22;
/** Windows and drawing: a server's classes may name them for a use of their own. */
const OPTIONAL = /^java\.(?:desktop|rmi|prefs)$|^jdk\.(?!httpserver$)/;
/** What libraries may have as well. */
const SHARED_PACKAGE = /^(?:javax\.(?:xml|annotation|transaction|script|sql\.rowset)|org\.)/;
/** Modules without a class that anything names: frameworks look for what is in them. */
const OF_SPRING = ['java.naming', 'java.management', 'java.instrument', 'java.sql'];

/** What a program needs of a runtime that was made of only some modules. */
export function checkModules(check: Check, jar: Jar, path: ClassPath, release: JavaRelease): readonly ClosureFinding[] {
  const { program, libraries } = jar.facts;
  const { modules } = release;
  if (program === undefined || modules === undefined) return [];
  const has = new Set(modules);
  const told = new Set<string>();
  const findings: ClosureFinding[] = [];
  const tell = (module: string, sure: boolean, of: ClosureFinding['of'], said: Message, evidence: string) => {
    if (told.has(module)) return;
    told.add(module);
    const finding = found(sure, of, said, evidence);
    findings.push({ ...finding, cause: { ...finding.cause, cure: message('cure-jlink-module', { module }) } });
  };
  const lacking = (packages: readonly string[]) =>
    packages.flatMap((packageName) => {
      const module = moduleOf(packageName);
      const isThere = module === undefined || has.has(module) || hasPackage(check.scene, path, packageName);
      return isThere
        ? []
        : [{ packageName, module, mayBeElsewhere: SHARED_PACKAGE.test(packageName) && libraries.length > 0 }];
    });
  const needs = (module: string, packageName: string) =>
    message('closure-java-module-missing', { module, packageName, className: program.className });

  for (const { packageName, module, mayBeElsewhere } of lacking(program.startNeeds)) {
    tell(module, !mayBeElsewhere, check.of, needs(module, packageName), `${jar.path}: ${packageName}`);
  }
  const spring = libraries.find((name) => name.startsWith('spring-beans-'));
  if (spring !== undefined && !has.has('java.desktop')) {
    // It looks at every bean with `java.beans`.
    tell('java.desktop', true, check.of, needs('java.desktop', 'java.beans'), `${jar.path}: ${spring}`);
  }
  for (const { packageName, module, mayBeElsewhere } of lacking(program.ownNeeds)) {
    const isPlain = !mayBeElsewhere && !program.guardedNeeds.includes(packageName);
    const isSure = isPlain && (!OPTIONAL.test(module) || packageName === 'java.beans');
    tell(module, isSure, 'later', needs(module, packageName), `${jar.path}: ${packageName}`);
  }
  for (const module of spring === undefined ? [] : OF_SPRING.filter((name) => !has.has(name))) {
    tell(module, false, 'later', message('closure-java-module-unlinked', { module }), `${jar.path}: ${spring}`);
  }
  const isOld = release.version !== undefined && release.version < CURVES_IN_BASE;
  const usesTls = program.ownNeeds.find((name) => name === 'javax.net.ssl' || name === 'java.net.http');
  if (isOld && usesTls !== undefined && !has.has('jdk.crypto.ec')) {
    const said = message('closure-java-tls-missing', { className: program.className });
    tell(
      'jdk.crypto.ec',
      usesTls === 'javax.net.ssl' && !program.guardedNeeds.includes(usesTls),
      'later',
      said,
      `${jar.path}: ${usesTls}`,
    );
  }
  const charset = program.charsets[0];
  if (charset !== undefined && !has.has('jdk.charsets')) {
    tell(
      'jdk.charsets',
      false,
      'later',
      message('closure-java-charset-missing', { charset }),
      `${jar.path}: ${charset}`,
    );
  }
  return findings;
}
