import { type JavaRelease, javaCollector } from '../../../image/collectors/java-collector.ts';
import { message } from '../../../model/message.ts';
import { type ClosureFinding, found, isMounted, lookUp, type Scene } from '../closure-input.ts';
import { goesBy, type Interpreter, type InterpreterRun } from '../interpreter.ts';
import { checkModules } from './check-modules.ts';
import { type ClassPath, hasPackage, openClassPath } from './class-path.ts';
import { agentsOf, type JavaCall, readJavaCall } from './read-java-call.ts';

/** The Java launcher: the jar, the class in it, and what that needs of the runtime. */
export const javaInterpreter: Interpreter = {
  runs: (program) => goesBy(program, /^java$/),
  check(run) {
    const { scene } = run.check;
    const options = (key: string) => (scene.env.get(key) ?? '').split(/\s+/).filter((word) => word !== '');
    const call = readJavaCall([...options('JDK_JAVA_OPTIONS'), ...run.argv.slice(1)]);
    if (call === undefined) return [];
    const fromEnv = agentsOf(options('JAVA_TOOL_OPTIONS'));
    const missing = [...call.agents, ...fromEnv, ...(call.jar === undefined ? [] : [call.jar])].filter(
      (path) => /^[\w@%+:,./-]+$/.test(path) && !isMounted(scene, path) && lookUp(scene, path).node === undefined,
    );
    if (missing.length > 0) return missing.map((path) => missingFile(run, path));
    return call.jar === undefined ? checkClass(run, call) : checkJar(run, call.jar);
  },
};

function missingFile({ check, argv }: InterpreterRun, script: string): ClosureFinding {
  const said = message('closure-script-missing', { interpreter: argv[0] ?? '', script });
  return found(true, check.of, said, JSON.stringify(argv.slice(0, 4)));
}

/** The runtime's own record of itself, which lies above its `bin`. */
function findRelease(scene: Scene, launcher: string): JavaRelease | undefined {
  const home = launcher.replace(/\/?bin\/[^/]*$/, '');
  // Java 8 has its launcher one folder deeper.
  for (const folder of [home, home.replace(/\/?jre$/, '')]) {
    const { node } = lookUp(scene, `/${folder}/release`);
    const release = node && scene.files.kept(javaCollector, node);
    if (release?.is === 'release') return release;
  }
  return undefined;
}

function checkJar(run: InterpreterRun, jar: string): readonly ClosureFinding[] {
  const { scene, of } = run.check;
  if (isMounted(scene, jar)) return [];
  const path = openClassPath(scene, [jar]);
  const facts = path.jars[0]?.facts;
  if (facts === undefined) return [];
  const mainClass = facts.manifest?.['main-class'];
  if (mainClass === undefined)
    return [found(true, of, message('closure-java-no-main', { jar }), `${jar}: META-INF/MANIFEST.MF`)];
  const hints = path.missing.slice(0, 1).map((entry) => {
    const said = message('closure-java-class-path-missing', { jar, entry, count: path.missing.length });
    return found(false, 'later', said, `${jar}: Class-Path`);
  });
  return [...(facts.hasMain ? checkProgram(run, path) : missingClass(run, path, mainClass)), ...hints];
}

function checkClass(run: InterpreterRun, { mainClass = '', classPath }: JavaCall): readonly ClosureFinding[] {
  const { scene } = run.check;
  const given = classPath ?? scene.env.get('CLASSPATH') ?? '.';
  if (!/^[\w@%+:,./*-]*$/.test(given)) return [];
  const path = openClassPath(scene, given.split(':'));
  const own = path.jars.find(({ facts }) => facts.program?.className === mainClass);
  return own === undefined ? missingClass(run, path, mainClass) : checkProgram(run, path);
}

/** Surely only where not even its package is anywhere. */
function missingClass({ check }: InterpreterRun, path: ClassPath, mainClass: string): readonly ClosureFinding[] {
  const packageName = mainClass.slice(0, Math.max(0, mainClass.lastIndexOf('.')));
  const isPlatform = /^(?:java|javax|jdk|sun|com\.sun)\./.test(mainClass);
  if (!path.isWhole || isPlatform || packageName === '' || hasPackage(check.scene, path, packageName)) return [];
  const evidence = path.jars[0]?.path ?? path.folders[0] ?? '';
  return [found(true, check.of, message('closure-java-main-missing', { className: mainClass }), evidence)];
}

function checkProgram(run: InterpreterRun, path: ClassPath): readonly ClosureFinding[] {
  const { check } = run;
  const own = path.jars.find(({ facts }) => facts.program !== undefined);
  const program = own?.facts.program;
  if (own === undefined || program === undefined) return [];
  const release = findRelease(check.scene, run.program.node.path);
  const needs = program.major - 44;
  if (release?.version !== undefined && needs > release.version) {
    const said = message('closure-java-too-old', { className: program.className, needs, has: release.version });
    const cure = message('cure-java-version', { version: needs });
    const finding = found(true, check.of, said, `${own.path}: class file version ${program.major}`);
    return [{ ...finding, cause: { ...finding.cause, cure } }];
  }
  const lacking = release === undefined ? [] : checkModules(check, own, path, release);
  return [...lacking, ...checkLibraries(run, own.path, path)];
}

/** Packages that the program asks for at once, and that no jar has. */
function checkLibraries({ check }: InterpreterRun, jar: string, path: ClassPath): readonly ClosureFinding[] {
  const program = path.jars.find((j) => j.path === jar)?.facts.program;
  const hasInner = path.jars.some(({ facts }) => facts.libraries.length > 0);
  if (program === undefined || !path.isWhole || hasInner) return [];
  const missing = program.startNeeds.find(
    (name) =>
      name !== '' &&
      !/^(?:java|javax|jdk|sun|com\.sun|netscape|org\.(?:w3c|xml|ietf))(?:\.|$)/.test(name) &&
      !hasPackage(check.scene, path, name),
  );
  if (missing === undefined) return [];
  const said = message('closure-java-package-missing', { packageName: missing, className: program.className });
  return [found(true, check.of, said, jar)];
}
