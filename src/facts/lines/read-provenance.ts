import * as v from 'valibot';

/** What BuildKit wrote down of a build with `--provenance=mode=max`, as far as lines need it. */
export interface BuildRecord {
  readonly steps: readonly BuildStep[];
  /** The stage that was asked for. */
  readonly target?: string | undefined;
  /** The Dockerfile as it was built. */
  readonly dockerfile?: { readonly name: string; readonly text: Uint8Array } | undefined;
}

/** 1-based lines of the Dockerfile, both included. */
export interface Lines {
  readonly start: number;
  readonly end: number;
}

export interface BuildStep {
  readonly id: string;
  /** What the builder called it: `[2/4] RUN pip install …`. */
  readonly name?: string | undefined;
  /** Reference of the image it starts from, where it is such a step. */
  readonly image?: string | undefined;
  /** Instructions it is of; several where stages say the same, which is then done once. */
  readonly places: readonly Lines[];
  /** Digests of the layers of each of its results, base first. */
  readonly chains: readonly (readonly string[])[];
}

const Position = v.object({ line: v.nullish(v.pipe(v.number(), v.safeInteger(), v.minValue(0))) });
const Locations = v.object({
  locations: v.nullish(
    v.array(
      v.object({ ranges: v.nullish(v.array(v.object({ start: v.nullish(Position), end: v.nullish(Position) }))) }),
    ),
  ),
});
const BuildkitMetadata = v.object({
  source: v.nullish(
    v.object({
      locations: v.nullish(v.record(v.string(), Locations)),
      infos: v.nullish(v.array(v.object({ filename: v.nullish(v.string()), data: v.nullish(v.string()) }))),
    }),
  ),
  layers: v.nullish(v.record(v.string(), v.array(v.array(v.object({ digest: v.string() }))))),
});
const Definition = v.array(v.object({ id: v.nullish(v.string()), op: v.nullish(v.record(v.string(), v.unknown())) }));

const Arguments = v.object({ args: v.nullish(v.record(v.string(), v.string())) });

/** Where the two versions of the format keep it. */
const Predicate = v.object({
  // v0.2
  invocation: v.nullish(v.object({ parameters: v.nullish(Arguments) })),
  metadata: v.nullish(v.looseObject({})),
  buildConfig: v.nullish(v.object({ llbDefinition: v.nullish(Definition) })),
  // v1
  runDetails: v.nullish(v.object({ metadata: v.nullish(v.looseObject({})) })),
  buildDefinition: v.nullish(
    v.object({
      externalParameters: v.nullish(v.object({ request: v.nullish(Arguments) })),
      internalParameters: v.nullish(
        v.object({ buildConfig: v.nullish(v.object({ llbDefinition: v.nullish(Definition) })) }),
      ),
    }),
  ),
});

const METADATA_KEYS = ['https://mobyproject.org/buildkit@v1#metadata', 'buildkit_metadata'];

/**
 * Reads a predicate, an in-toto statement around one, or a file of `docker buildx build --metadata-file`.
 * @returns undefined where none of them tells which layers a step made (as with `mode=min`)
 */
export function readProvenance(document: unknown, platform?: string): BuildRecord | undefined {
  const parsed = v.safeParse(Predicate, predicateIn(document, platform));
  if (!parsed.success) return undefined;
  const { metadata, buildConfig, runDetails, buildDefinition } = parsed.output;
  const told = { ...metadata, ...runDetails?.metadata };
  const key = METADATA_KEYS.find((name) => told[name] !== undefined);
  const buildkit = v.safeParse(BuildkitMetadata, key === undefined ? undefined : told[key]);
  if (!buildkit.success || !buildkit.output.layers) return undefined;
  const definition =
    buildConfig?.llbDefinition ?? buildDefinition?.internalParameters?.buildConfig?.llbDefinition ?? [];
  return {
    steps: listSteps(buildkit.output, definition),
    dockerfile: dockerfileIn(buildkit.output),
    target: targetIn(parsed.output),
  };
}

function predicateIn(document: unknown, platform: string | undefined): unknown {
  const fields = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {};
  const ofBuildx = fields[`buildx.build.provenance/${platform}`] ?? fields['buildx.build.provenance'];
  return ofBuildx ?? fields['predicate'] ?? document;
}

function targetIn(predicate: v.InferOutput<typeof Predicate>): string | undefined {
  const { invocation, buildDefinition } = predicate;
  return (invocation?.parameters?.args ?? buildDefinition?.externalParameters?.request?.args)?.['target'];
}

type Metadata = v.InferOutput<typeof BuildkitMetadata>;

function listSteps({ source, layers }: Metadata, definition: v.InferOutput<typeof Definition>): readonly BuildStep[] {
  const chains = new Map<string, string[][]>();
  for (const [output, found] of Object.entries(layers ?? {})) {
    const id = output.replace(/:\d+$/, '');
    const known = chains.get(id) ?? [];
    for (const chain of found) known.push(chain.map(({ digest }) => digest));
    chains.set(id, known);
  }
  const ops = new Map(definition.map(({ id, op }) => [id ?? '', op ?? {}]));
  return [...chains].map(([id, found]) => {
    const places = placesOf(source?.locations?.[id]);
    const image = imageOf(ops.get(id));
    const name = nameOf(ops.get(id));
    return {
      id,
      chains: found,
      places,
      ...(name !== undefined && { name }),
      ...(image !== undefined && { image }),
    };
  });
}

function placesOf(locations: v.InferOutput<typeof Locations> | undefined): readonly Lines[] {
  return (locations?.locations ?? []).flatMap(({ ranges }) => {
    const starts = (ranges ?? []).map(({ start }) => start?.line ?? 0).filter((line) => line > 0);
    const ends = (ranges ?? []).map(({ end }) => end?.line ?? 0).filter((line) => line > 0);
    const [first] = starts;
    if (first === undefined) return [];
    const start = starts.reduce((least, line) => Math.min(least, line), first);
    return [{ start, end: [...starts, ...ends].reduce((most, line) => Math.max(most, line), first) }];
  });
}

const IMAGE = 'docker-image://';

function imageOf(op: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const identifier = textAt(op, ['source', 'identifier']) ?? textAt(op, ['Op', 'source', 'identifier']);
  return identifier?.startsWith(IMAGE) ? identifier.slice(IMAGE.length) : undefined;
}

function nameOf(op: Readonly<Record<string, unknown>> | undefined): string | undefined {
  return textAt(op, ['metadata', 'description', 'llb.customname']);
}

function textAt(value: unknown, path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );
  return typeof found === 'string' ? found : undefined;
}

function dockerfileIn({ source }: Metadata): BuildRecord['dockerfile'] {
  const info = source?.infos?.find(({ data }) => typeof data === 'string' && data !== '');
  return info && { name: info.filename ?? 'Dockerfile', text: Buffer.from(info.data ?? '', 'base64') };
}
