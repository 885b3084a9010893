import * as v from 'valibot';
import type { ImageConfig } from '../contract.ts';
import { DigestText, parseDocument } from './read-document.ts';

const Texts = v.nullish(v.array(v.string()));
/** Go writes an absent list or map as null. */
const Keys = v.nullish(v.record(v.string(), v.unknown()));

const ConfigDocument = v.object({
  architecture: v.nullish(v.string()),
  os: v.nullish(v.string()),
  config: v.nullish(
    v.object({
      User: v.nullish(v.string()),
      Env: Texts,
      Entrypoint: Texts,
      Cmd: Texts,
      WorkingDir: v.nullish(v.string()),
      ExposedPorts: Keys,
      Volumes: Keys,
      Labels: v.nullish(v.record(v.string(), v.string())),
      StopSignal: v.nullish(v.string()),
      Healthcheck: v.nullish(v.object({ Test: Texts })),
      OnBuild: Texts,
    }),
  ),
  rootfs: v.object({ diff_ids: v.nullish(v.array(DigestText)) }),
  history: v.nullish(v.array(v.object({ created_by: v.nullish(v.string()), empty_layer: v.nullish(v.boolean()) }))),
});

type ConfigOutput = v.InferOutput<typeof ConfigDocument>;

/** @throws Problem `image-document-invalid` @returns the configuration and the diffIds of its layers, base first */
export function parseImageConfig(data: Uint8Array, place: { readonly source: string; readonly name: string }) {
  const document = parseDocument(ConfigDocument, data, place);
  const config: ImageConfig = { ...readRunPart(document.config ?? {}), ...readBuildPart(document, data) };
  return { config, diffIds: document.rootfs.diff_ids ?? [] };
}

function readBuildPart(document: ConfigOutput, data: Uint8Array) {
  const history = (document.history ?? []).map((step) => ({
    createdBy: step.created_by ?? '',
    emptyLayer: step.empty_layer ?? false,
  }));
  const raw: unknown = JSON.parse(Buffer.from(data).toString('utf8'));
  return { architecture: document.architecture ?? '', os: document.os ?? '', history, raw };
}

function readRunPart(run: Partial<NonNullable<ConfigOutput['config']>>) {
  const test = run.Healthcheck?.Test ?? undefined;
  return {
    user: run.User ?? '',
    env: run.Env ?? [],
    entrypoint: run.Entrypoint ?? [],
    cmd: run.Cmd ?? [],
    workingDir: run.WorkingDir ?? '',
    exposedPorts: Object.keys(run.ExposedPorts ?? {}),
    volumes: Object.keys(run.Volumes ?? {}),
    labels: run.Labels ?? {},
    ...(run.StopSignal ? { stopSignal: run.StopSignal } : {}),
    ...(test === undefined ? {} : { healthcheck: test }),
    ...(run.OnBuild ? { onBuild: run.OnBuild } : {}),
  };
}
