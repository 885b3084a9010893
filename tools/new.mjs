// npm run new rule|technique <id> : writes the file (a technique with its test) and registers it. The compiler then names the sentences
// that are missing, and the tests fail until the judgement is there.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTool, ToolProblem } from './run-command.mjs';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const ID = /^[a-z]+(-[a-z]+)+$/;
const VERSION = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;

/**
 * @param {string} kind `rule` or `technique`
 * @param {string} id kebab-case, two words at least; a rule names the bad thing, a technique the result
 * @param {string} [root] checkout to write into
 * @returns {string[]} files written or changed, and what is left to do
 * @throws ToolProblem unknown kind, malformed or taken id
 */
export function addDeclaration(kind, id, root = ROOT) {
  const write = new Map(Object.entries({ rule: writeRule, technique: writeTechnique })).get(kind);
  if (!write) throw new ToolProblem('usage: npm run new rule|technique <id>');
  if (!ID.test(id))
    throw new ToolProblem(`${JSON.stringify(id)} is no id: lower-case words joined by hyphens, two at least`);
  const folder = join(root, 'src', `${kind}s`);
  if (existsSync(join(folder, `${id}.ts`))) throw new ToolProblem(`src/${kind}s/${id}.ts is there already`);
  return write(folder, id);
}

function camelCase(id) {
  return id.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
}

function writeRule(folder, id) {
  writeFileSync(join(folder, `${id}.ts`), ruleText(id));
  register(folder, id, 'RULES');
  return [
    `src/rules/${id}.ts: examples, prose, sources, check`,
    'src/rules/registry.ts: registered',
    `src/language/en/rules.ts, src/language/ko/rules.ts: the sentence of '${id}'`,
    'npx vitest run --project unit src/rules: its bad example is not found yet',
  ];
}

function ruleText(id) {
  return `import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';
import { RISK } from './estimates.ts';

declare module '../model/message.ts' {
  interface Messages {
    '${id}': { instruction: string };
  }
}

export const ${camelCase(id)}: Rule = {
  id: '${id}',
  aliases: [],
  state: 'preview',
  since: '${VERSION}',
  about: { why: '', whenToIgnore: '', saving: '' },
  examples: {
    bad: [{ dockerfile: 'FROM scratch\\n' }],
    good: [{ dockerfile: 'FROM scratch\\n' }],
  },
  sources: [''],
  check(facts) {
    const bad = facts.shipped.instructions.filter(() => false);
    return bad.map(({ instruction }) => ({
      message: message('${id}', { instruction: instruction.keyword }),
      place: { in: 'dockerfile', line: instruction.startLine },
      saving: RISK,
    }));
  },
};
`;
}

function writeTechnique(folder, id) {
  writeFileSync(join(folder, `${id}.ts`), techniqueText(id));
  writeFileSync(join(folder, `${id}.test.ts`), techniqueTestText(id));
  register(folder, id, 'TECHNIQUES');
  const contract = join(folder, 'contract.ts');
  const text = readFileSync(contract, 'utf8');
  writeFileSync(contract, text.replace(/(export type TechniqueId =[^;]*);/, `$1\n  | '${id}';`));
  return [
    `src/techniques/${id}.ts, ${id}.test.ts: when it applies, its edit, what it spares`,
    'src/techniques/contract.ts, registry.ts: registered, last in the order of the climb; move it to its place',
    `src/language/en/techniques.ts, src/language/ko/techniques.ts: its name and the sentence of '${id}-done'`,
    'npx vitest run --project unit src/techniques: its edit is empty yet',
  ];
}

function techniqueText(id) {
  return `import type { SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, type Technique, type TechniqueEdit } from './contract.ts';

declare module '../model/message.ts' {
  interface Messages {
    '${id}-done': { stage: string };
  }
}

export const ${camelCase(id)} = {
  id: '${id}',
  group: 'trunk',
  after: [],
  serves: [],
  applies,
  edit,
} satisfies Technique;

function applies(facts: SourceFacts): Applies {
  return { is: 'no', because: message('${id}-done', { stage: facts.shipped.base.name }) };
}

function edit(facts: SourceFacts): TechniqueEdit {
  if (applies(facts).is !== 'yes') return NO_EDIT;
  return NO_EDIT;
}
`;
}

function techniqueTestText(id) {
  const name = camelCase(id);
  return `import { describe, expect, it } from 'vitest';
import { applied, factsOf } from '../../test/kit/facts.ts';
import { ${name} } from './${id}.ts';

describe('${id}', () => {
  it('edits what it is for, once', () => {
    const done = applied(${name}, factsOf('FROM scratch\\n', {}));
    expect(done.dockerfile).not.toBe('FROM scratch\\n');
    expect(done.again).toBe(0);
  });

  it('spares what is right already', () => {
    expect(${name}.applies(factsOf('FROM scratch\\n', {})).is).toBe('no');
  });
});
`;
}

/** Adds the import and the entry; rules stand by name, techniques in the order of the climb. */
function register(folder, id, list) {
  const file = join(folder, 'registry.ts');
  const text = readFileSync(file, 'utf8');
  const imports = text.match(/^import .*;$/gm) ?? [];
  const withNew = [...imports, `import { ${camelCase(id)} } from './${id}.ts';`].sort((a, b) =>
    fromOf(a).localeCompare(fromOf(b), 'en'),
  );
  const entries = (new RegExp(`${list}[^=]*= \\[([^\\]]*)\\]`).exec(text)?.[1] ?? '').split(',').map((e) => e.trim());
  const names = [...entries.filter(Boolean), camelCase(id)];
  if (list === 'RULES') names.sort((a, b) => a.localeCompare(b, 'en'));
  const rest = text.slice(text.lastIndexOf(imports.at(-1)) + imports.at(-1).length);
  const body = rest.replace(
    new RegExp(`(${list}[^=]*= )\\[[^\\]]*\\]`),
    `$1[\n${names.map((n) => `  ${n},\n`).join('')}]`,
  );
  writeFileSync(file, `${withNew.join('\n')}${body}`);
}

function fromOf(line) {
  return line.replace(/.*from '(.*)';/, '$1');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runTool(async ([kind, id]) => {
    for (const line of addDeclaration(kind ?? '', id ?? '')) console.log(line);
  });
}
