import { dotnetCollector } from '../../../image/collectors/dotnet-collector.ts';
import { message } from '../../../model/message.ts';
import { type ClosureFinding, found, isMounted, lookUp, type Scene } from '../closure-input.ts';
import { baseName, goesBy, type Interpreter, type InterpreterRun } from '../interpreter.ts';
import { mayStandFor, type RuntimeConfig, readRuntimeConfig } from './read-runtime-config.ts';

/** `dotnet app.dll` */
export const dotnetHost: Interpreter = {
  runs: (program) => goesBy(program, /^dotnet$/),
  check(run) {
    const [, dll = ''] = run.argv;
    const { scene, of } = run.check;
    // Options of the host, and commands of the SDK.
    if (!/^[\w@%+:,./-]+\.dll$/i.test(dll) || dll.startsWith('-') || isMounted(scene, dll)) return [];
    if (lookUp(scene, dll).node === undefined) {
      const said = message('closure-script-missing', { interpreter: run.argv[0] ?? '', script: dll });
      return [found(true, of, said, JSON.stringify(run.argv.slice(0, 4)))];
    }
    const root = run.program.node.path.replace(/\/?[^/]*$/, '');
    return checkProgram(run, dll.replace(/\.dll$/i, ''), [`/${root}`]);
  },
};

/** A program that looks for its runtime itself: what lies beside it under its name tells. */
export const dotnetProgram: Interpreter = {
  runs: (program) => !goesBy(program, /^dotnet$/),
  check(run) {
    const { scene } = run.check;
    const { node } = run.program;
    const path = `/${node.path}`;
    const isProgram = scene.files.head(node)?.is === 'elf' && lookUp(scene, `${path}.dll`).node !== undefined;
    if (!isProgram || lookUp(scene, '/etc/dotnet').node !== undefined) return [];
    const given = [...scene.env].find(([key]) => /^DOTNET_ROOT(?:_\w+)?$/.test(key))?.[1];
    const roots = given === undefined ? ['/usr/share/dotnet', '/usr/lib/dotnet', '/usr/lib64/dotnet'] : [given];
    return checkProgram(run, path, roots);
  },
};

/** @param base path of the program without its ending @param roots folders that a runtime may lie in */
function checkProgram(run: InterpreterRun, base: string, roots: readonly string[]): readonly ClosureFinding[] {
  const { scene } = run.check;
  const path = `${base}.runtimeconfig.json`;
  const { node } = lookUp(scene, path);
  const text = node && scene.files.kept(dotnetCollector, node);
  const config = text === undefined ? undefined : readRuntimeConfig(text);
  if (config === undefined || isMounted(scene, path)) return [];
  const lacking = config.bringsRuntime ? [] : checkFrameworks(run, config, path, roots);
  return lacking.length > 0 ? lacking : checkIcu(run, config, path);
}

function checkFrameworks(
  { check }: InterpreterRun,
  config: RuntimeConfig,
  path: string,
  roots: readonly string[],
): readonly ClosureFinding[] {
  const { scene, of } = check;
  const isRuled = config.hasOldRules || [...scene.env.keys()].some((key) => /^DOTNET_ROLL_FORWARD_\w/.test(key));
  const rule = (scene.env.get('DOTNET_ROLL_FORWARD') ?? config.rollForward ?? 'Minor').toLowerCase();
  if (isRuled || roots.some((root) => isMounted(scene, root))) return [];
  return config.frameworks.flatMap(({ name, version }) => {
    const has = roots.flatMap((root) => versionsAt(scene, `${root}/shared/${name}`));
    if (!/^[\w.]+$/.test(name) || has.some((there) => mayStandFor(version, there, rule) !== false)) return [];
    const said = message('closure-dotnet-framework-missing', { framework: name, version, has });
    const finding = found(true, of, said, path);
    return [
      { ...finding, cause: { ...finding.cause, cure: message('cure-dotnet-framework', { framework: name, version }) } },
    ];
  });
}

function versionsAt(scene: Scene, folder: string): readonly string[] {
  const { node } = lookUp(scene, folder);
  return node === undefined ? [] : scene.tree.children(node.path).map(({ path }) => baseName(path));
}

/** Without ICU the runtime ends as soon as it compares two texts, unless it was told to do without. */
function checkIcu({ check }: InterpreterRun, config: RuntimeConfig, path: string): readonly ClosureFinding[] {
  const { scene, of } = check;
  const told = scene.env.get('DOTNET_SYSTEM_GLOBALIZATION_INVARIANT') ?? '';
  const isInvariant = config.isInvariant ?? /^(?:1|true)$/i.test(told);
  if (isInvariant || config.bringsIcu || scene.env.has('LD_LIBRARY_PATH')) return [];
  for (const { path: other } of scene.tree.nodes()) if (/(?:^|\/)libicuuc[^/]*$/.test(other)) return [];
  const finding = found(true, of, message('closure-dotnet-icu-missing', {}), path);
  return [{ ...finding, cause: { ...finding.cause, cure: message('cure-dotnet-icu', {}) } }];
}
