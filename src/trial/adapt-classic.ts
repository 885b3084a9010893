import { substituteBases } from '../dockerfile/substitute-bases.ts';
import type { BuildRequest } from '../engine/contract.ts';
import { compileRunIgnore } from '../project/ignore-file.ts';
import { stageContext } from '../project/stage-context.ts';
import type { TrialPlan, TrialWorld } from './contract.ts';

const IMAGE = 'docker-image://';

/**
 * The same build for the builder that knows neither an ignore file beside the Dockerfile nor named contexts: a copy of the
 * context with the ignore file already applied, and a Dockerfile that names the substitutes. Contexts that are no images are
 * left in the request, which that builder refuses in one line.
 */
export async function withClassicRequest<T>(
  world: TrialWorld,
  plan: TrialPlan,
  request: BuildRequest,
  build: (adapted: BuildRequest) => Promise<T>,
): Promise<T> {
  const { files } = world;
  const dir = `${plan.folder.root}/classic`;
  await files.remove(dir);
  try {
    const path = `${request.dockerfile}.dockerignore`;
    const text = await files.readText(path);
    const ignore = compileRunIgnore(text === undefined ? undefined : { path, text });
    const named = Object.entries(request.namedContexts);
    const images = Object.fromEntries(
      named.flatMap(([k, v]) => (v.startsWith(IMAGE) ? [[k, v.slice(IMAGE.length)]] : [])),
    );
    await files.makeDirectory(dir);
    await stageContext({ from: request.context, to: `${dir}/context`, ignore }, files);
    const inputs = { args: request.args, target: request.target };
    await files.write(`${dir}/Dockerfile`, substituteBases(await files.read(request.dockerfile), inputs, images));
    return await build({
      ...request,
      context: `${dir}/context`,
      dockerfile: `${dir}/Dockerfile`,
      namedContexts: Object.fromEntries(named.filter(([, v]) => !v.startsWith(IMAGE))),
    });
  } finally {
    await files.remove(dir);
  }
}
