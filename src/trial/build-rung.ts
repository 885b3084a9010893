import type { BuildRequest, Built } from '../engine/contract.ts';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import type { Cause } from '../model/verdict.ts';
import type { HostPath } from '../project/contract.ts';
import { explainLog } from '../symptoms/explain-log.ts';
import { withClassicRequest } from './adapt-classic.ts';
import { type TrialPlan, type TrialWorld, tagOf } from './contract.ts';

export type BuildOutcome =
  | { readonly is: 'built'; readonly built: Built }
  | { readonly is: 'build-failed' | 'not-built-here'; readonly cause: Cause };

export interface BuildWish {
  /** Of the image's tag: the rung's number, or `edit`. */
  readonly name: string | number;
  readonly dockerfile: HostPath;
  readonly context?: HostPath | undefined;
  readonly noCache?: boolean | undefined;
  readonly cacheNamespace?: string | undefined;
  readonly layoutDir?: HostPath | undefined;
}

/**
 * One build of a run.
 * @returns a build that ended by its own fault as a value @throws Problem when engine, disk or user ended it
 */
export async function buildRung(world: TrialWorld, plan: TrialPlan, wish: BuildWish): Promise<BuildOutcome> {
  const request: BuildRequest = {
    ...plan.basics,
    context: wish.context ?? plan.basics.context,
    dockerfile: wish.dockerfile,
    tag: tagOf(plan.folder.id, wish.name),
    cacheNamespace: wish.cacheNamespace ?? plan.cacheNamespace,
    noCache: wish.noCache ?? false,
    layoutDir: wish.layoutDir,
  };
  try {
    return { is: 'built', built: await buildWith(world, plan, request) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code === 'build-failed') return { is: 'build-failed', cause: causeOf(error as Problem<'build-failed'>) };
    if (error.code === 'base-not-found' || error.code === 'frontend-not-found') {
      return {
        is: 'not-built-here',
        cause: {
          message: { code: error.code, args: error.args } as Cause['message'],
          ...(error.hint ? { cure: error.hint } : {}),
        },
      };
    }
    throw error;
  }
}

async function buildWith(world: TrialWorld, plan: TrialPlan, request: BuildRequest): Promise<Built> {
  const { builder } = world.engine;
  const build = (r: BuildRequest) => builder.build(r, () => {}, world.signal);
  const { abilities } = await builder.facts(world.signal);
  return abilities.namedContexts ? build(request) : withClassicRequest(world, plan, request, build);
}

/** A known failure in the log says more than the command that failed. */
function causeOf(problem: Problem<'build-failed'>): Cause {
  const { args } = problem;
  const known = explainLog([...args.log, args.reason].join('\n'))[0];
  const place = args.line === undefined ? undefined : { file: 'Dockerfile', line: args.line };
  if (known) return { ...known, ...(place ? { place } : {}) };
  return { message: message('build-failed', args), evidence: args.log.at(-1), ...(place ? { place } : {}) };
}
