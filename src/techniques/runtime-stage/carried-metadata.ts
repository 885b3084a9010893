import type { PlacedInstruction, SourceFacts } from '../../facts/source-facts.ts';
import { type Message, message } from '../../model/message.ts';
import { coreOf } from '../texts.ts';

declare module '../../model/message.ts' {
  interface Messages {
    /** What describes the image takes a value from the base that builds, which the empty base does not have. */
    'value-of-build-base': { name: string };
  }
}

/** Metadata that belongs to what ships, not to the build. */
export const SHIPPED = new Set(['EXPOSE', 'VOLUME', 'USER', 'STOPSIGNAL', 'ENTRYPOINT', 'CMD', 'LABEL', 'HEALTHCHECK']);

/** Variables that only the go command and its C compiler read; others by that name (GOMEMLIMIT, GODEBUG …) are the program's. @see go1.24 `go help environment` */
const BUILD_ONLY =
  /^(CGO_\w+|GO(111MODULE|386|AMD64|ARCH|ARM|ARM64|AUTH|BIN|CACHE|CACHEPROG|ENV|EXE|EXPERIMENT|FLAGS|FIPS140|HOSTARCH|HOSTOS|INSECURE|MIPS|MIPS64|MODCACHE|NOPROXY|NOSUMDB|OS|PATH|PPC64|PRIVATE|PROXY|RISCV64|ROOT|SUMDB|TMPDIR|TOOLCHAIN|VCS|WASM|WORK)|PATH)$/;

/** These are not expanded by the builder. */
const VERBATIM = new Set(['ENTRYPOINT', 'CMD', 'HEALTHCHECK']);

/** @returns what the stage that runs has to say again, each ARG that any of it names included, in file order */
export function carriedMetadata(facts: SourceFacts): readonly PlacedInstruction[] | Message {
  const all = facts.shipped.instructions;
  const carried = new Set(all.filter((i) => isCarried(i, facts)));
  for (let before = -1; before !== carried.size; ) {
    before = carried.size;
    const wanted = new Set([...carried].flatMap(namesIn));
    for (const i of all) if (sets(i).some((name) => wanted.has(name) && name !== 'PATH')) carried.add(i);
  }
  const known = new Set([...carried].flatMap(sets));
  for (const i of carried) {
    const lost = namesIn(i).find((name) => name !== 'PATH' && !known.has(name) && i.env[name] !== undefined);
    if (lost !== undefined) return message('value-of-build-base', { name: lost });
  }
  return all.filter((i) => carried.has(i));
}

/** The empty base has no shell: a shell form of one plain command becomes its exec form. */
export function carriedText(facts: SourceFacts, i: PlacedInstruction): string {
  const isStart = facts.startInstructions.includes(i);
  const text = coreOf(facts.tree, i.instruction);
  return isStart && !i.instruction.json
    ? `${i.instruction.keyword} ${JSON.stringify(facts.start ?? [])}`
    : userByNumber(i, text);
}

/** The HEALTHCHECK in force, where it needs a shell. */
export function healthLeftOut(facts: SourceFacts): PlacedInstruction | undefined {
  const health = facts.shipped.instructions.findLast((i) => i.instruction.keyword === 'HEALTHCHECK');
  if (health === undefined || health.instruction.json) return undefined;
  return /^none$/i.test(health.instruction.args.text.trim()) ? undefined : health;
}

/** A name needs /etc/passwd, which the empty base has not. @returns undefined for root */
export function ownerByNumber(owner: string): string | undefined {
  const [name = '', group] = owner.trim().split(':');
  if (name === '' || name === 'root' || name === '0') return undefined;
  if (/^\d+$/.test(name)) return group === undefined || /^\d+$/.test(group) ? owner.trim() : name;
  return name === 'nobody' ? '65534:65534' : '65532:65532';
}

function userByNumber({ instruction }: PlacedInstruction, text: string): string {
  if (instruction.keyword !== 'USER') return text;
  const [name = '', group] = instruction.args.text.trim().split(':');
  const numeric = /^\d+$/.test(name) && (group === undefined || /^\d+$/.test(group));
  return numeric || name === 'root' ? text.replace(/\broot\b/g, '0') : `USER ${ownerByNumber(name) ?? '0'}`;
}

function isCarried(i: PlacedInstruction, facts: SourceFacts): boolean {
  const { keyword, pairs } = i.instruction;
  if (keyword === 'ENTRYPOINT') return facts.startInstructions.includes(i);
  // The shell of an entry point passes no arguments on: the engine took no notice of CMD.
  if (keyword === 'CMD')
    return (
      facts.startInstructions.includes(i) &&
      !facts.startInstructions.some((s) => s.instruction.keyword === 'ENTRYPOINT' && !s.instruction.json)
    );
  if (keyword === 'HEALTHCHECK')
    return (
      healthLeftOut(facts) === undefined &&
      i === facts.shipped.instructions.findLast((o) => o.instruction.keyword === 'HEALTHCHECK')
    );
  if (SHIPPED.has(keyword)) return true;
  return keyword === 'ENV' && !pairs.every((p) => BUILD_ONLY.test(p.name.text) && !asks(p.name.text, facts));
}

/** The program asks for the variable itself. */
function asks(name: string, facts: SourceFacts): boolean {
  return name !== 'PATH' && facts.programHas(new RegExp(`["\`]${name}["\`]`));
}

function sets({ instruction }: PlacedInstruction): readonly string[] {
  return ['ARG', 'ENV'].includes(instruction.keyword) ? instruction.pairs.map((p) => p.name.text) : [];
}

function namesIn({ instruction }: PlacedInstruction): readonly string[] {
  if (VERBATIM.has(instruction.keyword)) return [];
  return [...instruction.args.text.matchAll(/(?<!\\)\$\{?(\w+)/g)].map((m) => m[1] ?? '');
}
