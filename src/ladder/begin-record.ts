import type { EngineFacts } from '../engine/contract.ts';
import type { Project } from '../facts/read-project.ts';
import { parseReference } from '../model/reference.ts';
import { type Digest, digestOf, sha256 } from '../model/sha256.ts';
import { redactArgs } from '../record/redact.ts';
import type { RunRecord } from '../record/run.ts';
import type { RunIdentity } from './identify-run.ts';
import type { OptimizeWish } from './optimize-project.ts';

/** What the run is about: same input, same digest, and so the same run when it is begun again. */
export function digestInput(wish: OptimizeWish, project: Project, contextDigest: Digest): Digest {
  const { config, target, runs, basics, strict } = wish;
  const ignore = project.found.ignore;
  return digestOf([
    wish.tool.version,
    sha256(project.found.dockerfile),
    ignore === undefined ? null : sha256(ignore),
    contextDigest,
    { ...basics, context: null, args: Object.entries(basics.args).map(([k, v]) => [k, sha256(v)]) },
    config,
    { target, runs, strict },
  ]);
}

/** A run record without rungs. */
export function beginRecord(
  wish: OptimizeWish,
  project: Project,
  engine: EngineFacts,
  run: string,
  plan: Digest,
  contextDigest: Digest,
  bases: RunIdentity['bases'],
): RunRecord {
  return {
    schema: 'plimsoll.dev/run/1',
    tool: { name: 'plimsoll', version: wish.tool.version },
    host: wish.host,
    engine: {
      id: engine.id,
      version: engine.version,
      builder: engine.builder,
      store: engine.store,
      ...(engine.builderVersion === undefined ? {} : { builderVersion: engine.builderVersion }),
    },
    started: new Date(wish.startedMs).toISOString(),
    run,
    project: {
      name: wish.projectName,
      dockerfile: wish.dockerfileName,
      dockerfileSha256: sha256(project.found.dockerfile),
      contextDigest,
      args: { ...redactArgs(wish.basics.args) },
      ...(wish.basics.target === undefined ? {} : { target: wish.basics.target }),
      ...(wish.basics.platform === undefined ? {} : { platform: wish.basics.platform }),
      ecosystems: [...project.ecosystems],
    },
    substitutions: Object.entries(wish.config.substitute).map(([from, to]) => ({
      from,
      to,
      standIn: !isSameRepository(from, to),
      ...(bases.get(to) === undefined ? {} : { used: bases.get(to) }),
    })),
    probes: { digest: plan, ids: [], coverage: { probed: 0, known: 0 } },
    setAside: [],
    plan,
    rungs: [],
    advice: [],
  };
}

/** A mirror of the official image keeps its repository's name; anything else stands in for it. */
function isSameRepository(from: string, to: string): boolean {
  const [a, b] = [parseReference(from), parseReference(to)];
  return (
    a !== undefined && b !== undefined && (b.repository === a.repository || b.repository.endsWith(`/${a.repository}`))
  );
}
