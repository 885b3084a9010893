import { message } from '../../../model/message.ts';
import { type Check, pathDirs } from '../check-program.ts';
import { type ClosureFinding, found } from '../closure-input.ts';
import type { InterpreterRun } from '../interpreter.ts';
import { foldersUp, join, type NodeFiles } from './node-files.ts';

/** A script of package.json that a package manager is to run. */
export interface WantedScript {
  readonly manager: 'npm' | 'yarn' | 'pnpm';
  readonly name: string;
}

/** The scripts that package managers are, wherever they were installed. */
const MANAGERS =
  /\/(?:npm\/bin\/(npm)-cli|(?:yarn|corepack)\/(?:bin|lib|dist)\/(yarn)|(?:pnpm|corepack)\/(?:bin|dist)\/(pnpm))\.c?js$/;

/** @param script node's entry, without links @param args the words behind it @returns undefined where they say anything else, or more */
export function readManagerWords(script: string, args: readonly string[]): WantedScript | undefined {
  const parts = MANAGERS.exec(script);
  const manager = parts?.slice(1).find((name) => name !== undefined) as WantedScript['manager'] | undefined;
  const words = args.filter((word) => word !== '--silent' && word !== '-s' && word !== '--quiet');
  const [verb = '', name = ''] = words;
  if (manager === undefined || verb.startsWith('-')) return undefined;
  if (verb === 'start') return { manager, name: 'start' };
  const isRun = verb === 'run' || verb === 'run-script';
  return isRun && name !== '' && !name.startsWith('-') ? { manager, name } : undefined;
}

/** Whether the first command of the script can run: node with its file, or a program of node_modules/.bin. */
export function checkPackageScript(
  files: NodeFiles,
  check: Check,
  wanted: WantedScript,
  follow: InterpreterRun['follow'],
): readonly ClosureFinding[] {
  const dir = foldersUp(check.scene.workingDir).find((at) => files.manifest(at) !== undefined);
  const manifest = dir === undefined ? undefined : files.manifest(dir);
  if (dir === undefined || manifest === undefined || manifest === 'unknown' || manifest.scripts === undefined)
    return [];
  const file = join(dir, 'package.json');
  const text = manifest.scripts[wanted.name];
  if (text === undefined) {
    // npm has a way of its own to start what has no script.
    const isOwnWay =
      wanted.name === 'start' && wanted.manager === 'npm' && files.spot(join(dir, 'server.js')) !== 'none';
    const said = message('closure-node-script-unknown', { script: wanted.name, manifest: file });
    return isOwnWay || /[^\w:.-]/.test(wanted.name) ? [] : [found(true, check.of, said, file)];
  }
  const before = wanted.manager === 'npm' ? manifest.scripts[`pre${wanted.name}`] : undefined;
  const scene = { ...check.scene, workingDir: dir, env: new Map(check.scene.env) };
  scene.env.set('PATH', [...foldersUp(dir).map((at) => join(at, 'node_modules/.bin')), ...pathDirs(scene)].join(':'));
  const inside: Check = { ...check, scene };
  for (const [name, script] of [[`pre${wanted.name}`, before] as const, [wanted.name, text] as const]) {
    if (script === undefined) continue;
    const findings = checkText(inside, { name, text: script, file, follow });
    if (findings.some(({ sure }) => sure) || name === wanted.name) return findings;
  }
  return [];
}

interface ScriptText {
  readonly name: string;
  readonly text: string;
  readonly file: string;
  readonly follow: InterpreterRun['follow'];
}

/** Package managers hand the text to a shell. */
function checkText(check: Check, { name, text, file, follow }: ScriptText): readonly ClosureFinding[] {
  return follow(check, ['/bin/sh', '-c', text], true).map((finding) => {
    const { message: said } = finding.cause;
    if (said.code !== 'closure-command-missing') return finding;
    const missing = message('closure-node-bin-missing', { program: said.args.program, script: name, manifest: file });
    return { ...finding, cause: { ...finding.cause, message: missing, evidence: `${file}: ${text}` } };
  });
}
