// npm run proof N [-- --only PART] [-- --list] [-- --small] : the long runs that prove what is promised, one part after the
// other. Each part's result is written to results/N.json as soon as it is there; the next call does what is missing or stale.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { arch, cpus, homedir, platform, release, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { createViteServer } from 'vitest/node';
import { ensureEngine } from './engine.mjs';
import { runTool, since, ToolProblem } from './run-command.mjs';
import { buildProgram, checkNode, prepareEngine, ROOT } from './setup.mjs';

const CACHE = join(homedir(), '.cache', 'plimsoll');
const LOCK = join(CACHE, 'proof.lock');
/** Tests beside the code and words for people decide no figure. */
const NO_INPUT = /(^|\/)(node_modules|\.plimsoll|language)(\/|$)|\.test\.ts$/;

await runTool(async (args) => {
  checkNode();
  const wish = readArguments(args);
  const server = await createViteServer({
    root: ROOT,
    configFile: false,
    appType: 'custom',
    logLevel: 'error',
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  });
  try {
    const { PROOFS } = await server.ssrLoadModule('/test/proof/proofs.ts');
    const parts = PROOFS[wish.proof];
    if (parts === undefined) throw new ToolProblem(`there is no proof ${wish.proof}; known: ${Object.keys(PROOFS)}`);
    const file = join(ROOT, 'results', `${wish.proof}.json`);
    if (wish.only !== undefined && !parts.some((p) => p.id === wish.only))
      throw new ToolProblem(`there is no part ${wish.only}; known: ${parts.map((p) => p.id).join(' ')}`);
    if (wish.list) return listParts(parts, file);
    return await withLock(() => runParts(parts, file, wish));
  } finally {
    await server.close();
  }
});

function readArguments(args) {
  const wish = { proof: undefined, only: undefined, list: false, small: false };
  for (let i = 0; i < args.length; i++) {
    const [name, attached] = args[i].split(/=(.*)/s);
    if (name === '--only') wish.only = attached ?? args[++i];
    else if (name === '--list') wish.list = true;
    else if (name === '--small') wish.small = true;
    else if (wish.proof === undefined && /^\d+$/.test(name)) wish.proof = name;
    else throw new ToolProblem(`what is ${args[i]}? npm run proof N [-- --only PART | --list | --small]`);
  }
  if (wish.proof === undefined) throw new ToolProblem('which proof? npm run proof N');
  return wish;
}

/** @returns {number} 0 when every part is there, fresh and passed */
function listParts(parts, file) {
  const results = readResults(file);
  const states = parts.map((part) => {
    const known = results.parts[part.id];
    const state = stateOf(part, known);
    const passed = known === undefined ? '' : known.passed ? 'passed' : 'FAILED';
    console.log([part.id.padEnd(12), state.padEnd(8), passed.padEnd(7), known?.date ?? '', part.proves].join('  '));
    return state === 'fresh' && known.passed;
  });
  return states.every(Boolean) ? 0 : 1;
}

async function runParts(parts, file, wish) {
  const say = (line) => console.error(`[${new Date().toISOString().slice(11, 19)}] ${line}`);
  const known = readResults(file).parts;
  const due = parts.filter((p) => (wish.only === undefined ? stateOf(p, known[p.id]) !== 'fresh' : p.id === wish.only));
  const failed = new Set(parts.filter((p) => !due.includes(p) && known[p.id]?.passed === false).map((p) => p.id));
  for (const part of parts.filter((p) => wish.only === undefined && !due.includes(p)))
    say(`${part.id}: fresh, ${failed.has(part.id) ? 'FAILED' : 'passed'}`);
  if (due.length === 0) return failed.size === 0 ? 0 : 1;
  const env = await prepare(due, say);
  for (const part of due) if (!(await runPart(part, file, wish, env, say))) failed.add(part.id);
  return wish.only === undefined ? Math.min(1, failed.size) : Number(failed.has(wish.only));
}

/** The program is built from the sources that the results will name; bases are made only for parts that build images. */
async function prepare(due, say) {
  if (due.some((p) => p.needsProgram)) await buildProgram(say);
  if (due.some((p) => p.needsProgram && p.needsEngine)) return (await prepareEngine(say)).env;
  return due.some((p) => p.needsEngine) ? (await ensureEngine({ say })).env : process.env;
}

async function runPart(part, file, wish, env, say) {
  const started = Date.now();
  const inputs = digestInputs(part);
  // Kept when this is killed: a part goes on with what is there for the same inputs.
  const key = createHash('sha256')
    .update(JSON.stringify([inputs, wish.small]))
    .digest('hex')
    .slice(0, 12);
  const scratch = join(CACHE, 'proof', `${part.id}-${key}`);
  say(`${part.id}: ${existsSync(scratch) ? 'goes on' : 'begins'}`);
  mkdirSync(scratch, { recursive: true });
  let result;
  try {
    result = await part.run({ root: ROOT, env, scratch, small: wish.small, say: (l) => say(`${part.id}: ${l}`) });
  } catch (error) {
    const got = error instanceof Error ? (error.stack ?? error.message) : String(error);
    result = { figures: [], checks: [{ name: 'ran to its end', wanted: 'yes', got, passed: false }] };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const passed = result.checks.length > 0 && result.checks.every((c) => c.passed);
  for (const c of result.checks) say(`${c.passed ? 'holds ' : 'FAILS '} ${c.name}: ${c.got} (wanted ${c.wanted})`);
  for (const f of result.figures) say(`       ${f.name}: ${f.value} ${f.unit} (n=${f.n})`);
  say(`${part.id}: ${passed ? 'passed' : 'FAILED'} in ${since(started)}${wish.small ? ' (small: not stored)' : ''}`);
  if (!wish.small) {
    const results = readResults(file);
    const entry = { passed, proves: part.proves, ...about(inputs), durationMs: Date.now() - started, ...result };
    writeResults(file, { ...results, parts: { ...results.parts, [part.id]: entry } });
  }
  return passed;
}

function about(inputs) {
  const git = (...a) => execFileSync('git', a, { cwd: ROOT, encoding: 'utf8' }).trim();
  return {
    date: new Date().toISOString(),
    commit: git('rev-parse', 'HEAD'),
    uncommitted: git('status', '--porcelain', '--', 'src', 'examples', 'test') !== '',
    machine: {
      os: `${platform()} ${release()}`,
      arch: arch(),
      cpus: cpus().length,
      cpu: cpus()[0]?.model ?? '',
      memoryBytes: totalmem(),
      node: process.versions.node,
    },
    inputs,
  };
}

function readResults(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { schema: 'plimsoll.dev/proof/1', parts: {} };
}

/** In one step: a kill leaves the results as they were. */
function writeResults(file, results) {
  mkdirSync(join(ROOT, 'results'), { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(results, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

/** @returns {'missing' | 'stale' | 'fresh'} an input that is not on this machine cannot make a result stale */
function stateOf(part, known) {
  if (known === undefined) return 'missing';
  const now = digestInputs(part);
  return part.inputs.every((i) => now[i.name] === known.inputs[i.name] || now[i.name] === 'absent') ? 'fresh' : 'stale';
}

function digestInputs(part) {
  return Object.fromEntries(
    part.inputs.map((input) => {
      const paths = input.paths.map((p) => resolve(ROOT, p));
      if (input.outside && !paths.every((p) => existsSync(p))) return [input.name, 'absent'];
      const hash = createHash('sha256');
      for (const [i, path] of paths.entries())
        for (const file of filesBelow(path)) {
          hash.update(`${input.paths[i].startsWith('/') ? '' : file.slice(ROOT.length)}\0`);
          hash.update(createHash('sha256').update(readFileSync(file)).digest());
        }
      return [input.name, `sha256:${hash.digest('hex')}`];
    }),
  );
}

function filesBelow(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((e) => !NO_INPUT.test(e.name))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((e) => (e.isDirectory() || e.isFile() ? filesBelow(join(path, e.name)) : []));
}

/** Figures of two runs at once would be worth nothing. */
async function withLock(work) {
  mkdirSync(join(LOCK, '..'), { recursive: true });
  const holder = existsSync(LOCK) ? Number(readFileSync(LOCK, 'utf8')) : undefined;
  if (holder !== undefined && existsSync(`/proc/${holder}`)) {
    throw new ToolProblem(`process ${holder} is proving something already; its figures would be disturbed`);
  }
  writeFileSync(LOCK, String(process.pid));
  try {
    return await work();
  } finally {
    rmSync(LOCK, { force: true });
  }
}
