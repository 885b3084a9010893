import { message } from '../../model/message.ts';
import { Problem } from '../../model/problem.ts';
import { findSymptoms } from '../../symptoms/explain-log.ts';
import { NO_SPACE } from '../../symptoms/memory.ts';
import { findMissingBase } from '../../symptoms/network.ts';
import type {} from '../messages.ts';

/** What a failed build left behind, already without secrets. */
export interface FailedBuild {
  readonly url: string;
  readonly dockerfile: string;
  readonly builder?: string | undefined;
  /** Folders of this machine that the build writes to. */
  readonly outputs?: readonly string[] | undefined;
  /** Lines the builder said outside of its steps. */
  readonly words: readonly string[];
  readonly step?:
    | {
        readonly name: string;
        readonly error: string;
        readonly line?: number | undefined;
        readonly log: readonly string[];
      }
    | undefined;
}

const LOG_LINES = 20;

/** The known failure behind what the builder said. */
export function explainFailure(failed: FailedBuild): Problem {
  const reason = findReason(failed.words);
  const log = shortenLog((failed.step?.log ?? []).filter((l) => l !== ''));
  return (
    explainEngine(reason, failed) ??
    explainDisk([reason, failed.step?.error ?? '', ...log], failed) ??
    explainReference(reason, failed) ??
    explainBuild(reason, log, failed)
  );
}

/** The last lines; the one that shows a known failure stands above them where it came before. */
function shortenLog(log: readonly string[]): readonly string[] {
  const last = log.slice(-LOG_LINES);
  const [known] = findSymptoms(log.join('\n'));
  if (known?.line === undefined || known.line > log.length - last.length) return last;
  return [log[known.line - 1] ?? '', ...last.slice(1)];
}

function explainEngine(reason: string, failed: FailedBuild): Problem | undefined {
  const down =
    /cannot connect to the docker daemon|error during connect|connection refused.{0,40}docker\.sock|permission denied.{0,80}docker daemon socket/i;
  if (down.test(reason) && failed.step === undefined) {
    const hint = message('hint-doctor', {});
    return new Problem('world', 'engine-down', { endpoint: failed.url, reason }, { hint });
  }
  const builder = /no builder "([^"]{1,200})" found/.exec(reason);
  if (builder !== null) return new Problem('usage', 'unknown-builder', { name: failed.builder ?? builder[1] ?? '' });
  if (
    /context "[^"]{0,200}".{0,20}not found|context not found/.test(reason) &&
    /resolve docker endpoint/.test(reason)
  ) {
    return new Problem('usage', 'unknown-engine', { name: /context "([^"]{0,200})"/.exec(reason)?.[1] ?? '' });
  }
  return undefined;
}

function explainDisk(said: readonly string[], failed: FailedBuild): Problem | undefined {
  const full = said.find((s) => NO_SPACE.test(s));
  if (full === undefined) return undefined;
  const here = /metadata file/.test(full) || (failed.outputs ?? []).some((dir) => full.includes(`${dir}/`));
  return diskFull(here ? 'here' : 'engine', full);
}

export function diskFull(where: 'engine' | 'here', reason: string): Problem {
  return new Problem('world', 'disk-full', { where, reason }, { hint: message('hint-free-disk', {}) });
}

function explainReference(reason: string, failed: FailedBuild): Problem | undefined {
  const reference = findMissingBase(reason) ?? baseOf(failed.step?.name ?? '');
  if (reference === undefined) return undefined;
  const why = whyMissing(reason);
  if (
    /\/dockerfile(-upstream)?(:[\w.-]{1,128})?(@\S{1,200})?$/.test(reference) &&
    /solve: failed to resolve/.test(reason)
  ) {
    return new Problem('world', 'frontend-not-found', { reference, why, reason });
  }
  const line = findLine(failed);
  const where = line === undefined ? {} : { line };
  const hint = message('hint-substitute', { reference });
  return new Problem('world', 'base-not-found', { reference, why, ...where, reason }, { hint });
}

/** The classic builder's FROM is a step that can fail for its base alone; the reason then may not name it. */
function baseOf(step: string): string | undefined {
  return /^FROM (?:--\S{1,200} )?(\S{1,400})/.exec(step)?.[1];
}

function whyMissing(reason: string): 'not-found' | 'denied' | 'unreachable' {
  const unreachable =
    /dial tcp|no such host|i\/o timeout|connection re(?:fused|set)|TLS handshake|network is unreachable|server misbehaving|deadline exceeded|\bEOF\b|x509|proxyconnect|(?:status|code)[^0-9]{0,20}5\d\d/i;
  if (unreachable.test(reason)) return 'unreachable';
  const absent = /does not exist|not found|manifest unknown|no such image|no match for platform/i;
  if (/authorization failed|unauthorized|denied|forbidden/i.test(reason))
    return absent.test(reason) ? 'not-found' : 'denied';
  return 'not-found';
}

function explainBuild(reason: string, log: readonly string[], failed: FailedBuild): Problem {
  const unread =
    /failed to read dockerfile|unable to prepare context|unable to evaluate symlinks in Dockerfile path/.test(reason);
  const { dockerfile } = failed;
  if (unread) return new Problem('usage', 'dockerfile-not-read', { dockerfile, reason });
  const line = findLine(failed);
  const exit = /(?:exit code|non-zero code): (\d{1,3})/.exec(`${failed.step?.error ?? ''} ${reason}`);
  return new Problem('project', 'build-failed', {
    dockerfile,
    ...(line === undefined ? {} : { line }),
    command: findCommand(failed),
    ...(exit === null ? {} : { exitCode: Number(exit[1]) }),
    reason,
    log,
  });
}

/** The line marked in the builder's excerpt of the file, else that of the failing step. */
function findLine(failed: FailedBuild): number | undefined {
  for (const word of failed.words) {
    const m = /^\s{0,12}(\d{1,7}) \| >>> /.exec(word);
    if (m !== null) return Number(m[1]);
  }
  const parse = failed.words.map((w) => /parse error on line (\d{1,7})/.exec(w)).find((m) => m !== null);
  return parse === undefined ? failed.step?.line : Number(parse?.[1]);
}

function findCommand(failed: FailedBuild): string {
  if (failed.step !== undefined && !failed.step.name.startsWith('[internal]'))
    return failed.step.name.replace(/^\[[^\]]{0,300}\] /, '');
  const marked = failed.words.map((w) => /^\s{0,12}\d{1,7} \| >>> (.*)$/.exec(w)?.[1]).filter((l) => l !== undefined);
  return marked.join('\n');
}

function findReason(words: readonly string[]): string {
  const said = words.filter(
    (w) => w !== '' && !/^DEPRECATED|^\s+(?:BuildKit is|environment-variable)|^View build details/.test(w),
  );
  const error = said.findLast((w) => w.startsWith('ERROR: '));
  return (error ?? said.findLast((w) => !/^(?:Usage|Run|-{5})/.test(w)) ?? '').replace(
    /^ERROR: (?:failed to build: )?/,
    '',
  );
}
