/** What a server or a tool is told to load, in its own words. */
export interface LaunchTargets {
  readonly modules: readonly string[];
  /** Files that are run like a module, but later. */
  readonly files: readonly string[];
  /** Folders it puts before the path; relative ones are of the working directory. */
  readonly folders: readonly string[];
  /** False where settings may say otherwise. */
  readonly isSure: boolean;
}

interface Words {
  readonly args: readonly string[];
  env(name: string): string | undefined;
  hasFile(path: string): boolean;
}

/** Options that stand alone; any other takes the next word with it. */
const ALONE =
  /^(?:-R|--(?:no-)?(?:reload|preload|proxy-headers|factory|access-log|use-colors|server-header|date-header|debug|capture-output|daemon|check-config|enable-stdio-inheritance|debugger))$/;
const TARGET = /^([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)(?::[A-Za-z_][\w.]*(?:\(.*\))?)?$/;
const WITH_ATTRIBUTE = /^[A-Za-z_][\w.]*:[A-Za-z_]/;

/** The launchers that are known, by module or script name. @returns undefined for any other */
export function findLaunchTargets(launcher: string, words: Words): LaunchTargets | undefined {
  const name = launcher.replace(/\.__main__$/, '');
  if (name === 'uvicorn' || name === 'hypercorn' || name === 'daphne') {
    return targetsOf([firstWord(words.args, true)], [optionOf(words.args, '--app-dir') ?? '.'], true);
  }
  if (name === 'gunicorn' || name === 'gunicorn.app.wsgiapp') return findGunicorn(words);
  if (name === 'flask') return findFlask(words);
  if (name === 'celery') {
    const app = optionOf(words.args, '-A') ?? optionOf(words.args, '--app');
    return targetsOf([app], [optionOf(words.args, '--workdir') ?? '.'], true);
  }
  if (name === 'streamlit' && words.args[0] === 'run') {
    const file = words.args.slice(1).find((word) => word.endsWith('.py'));
    return { modules: [], files: file === undefined ? [] : [file], folders: [], isSure: true };
  }
  return undefined;
}

function targetsOf(
  targets: readonly (string | undefined)[],
  folders: readonly string[],
  isSure: boolean,
): LaunchTargets {
  const modules = targets.map((target) => TARGET.exec(target ?? '')?.[1]).filter((module) => module !== undefined);
  return { modules, files: [], folders, isSure };
}

function findGunicorn({ args, env, hasFile }: Words): LaunchTargets {
  const folder = optionOf(args, '--chdir') ?? '.';
  const hasSettings =
    (env('GUNICORN_CMD_ARGS') ?? '') !== '' ||
    ['-c', '--config', '--pythonpath', '--paste'].some((option) => optionOf(args, option) !== undefined) ||
    hasFile('gunicorn.conf.py');
  const worker = optionOf(args, '-k') ?? optionOf(args, '--worker-class') ?? '';
  const kind = /^([A-Za-z_][\w.]*)\.[A-Za-z_]\w*$/.exec(worker)?.[1];
  return targetsOf([firstWord(args, false), kind], [folder], !hasSettings);
}

function findFlask({ args, env }: Words): LaunchTargets | undefined {
  if (!args.includes('run')) return undefined;
  const app = optionOf(args, '--app') ?? optionOf(args, '-A') ?? env('FLASK_APP');
  if (app === undefined) return undefined;
  const file = /^([\w./-]+)\.py(?::.*)?$/.exec(app)?.[1];
  if (file === undefined) return targetsOf([app], ['.'], true);
  const slash = file.lastIndexOf('/');
  // A file within packages is imported by its name below them, which the words do not show.
  return targetsOf([file.slice(slash + 1)], [slash < 0 ? '.' : file.slice(0, slash) || '/'], slash < 0);
}

function optionOf(args: readonly string[], option: string): string | undefined {
  for (const [i, word] of args.entries()) {
    if (word === option) return args[i + 1];
    if (option.startsWith('--') && word.startsWith(`${option}=`)) return word.slice(option.length + 1);
    if (!option.startsWith('--') && word.startsWith(option) && !word.startsWith('--')) return word.slice(option.length);
  }
  return undefined;
}

/** The first word that is neither option nor an option's value; doubtful ones are none. */
function firstWord(args: readonly string[], needsAttribute: boolean): string | undefined {
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? '';
    if (word.startsWith('-')) {
      if (!word.includes('=') && !ALONE.test(word)) i += 1;
    } else {
      return !needsAttribute || WITH_ATTRIBUTE.test(word) ? word : undefined;
    }
  }
  return undefined;
}
