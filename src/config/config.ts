import * as v from 'valibot';

/**
 * `plimsoll.yaml`. Everything is optional; flags win over the environment, which wins over the file. Durations are written
 * `90s`, `5m`; sizes `10GB`, `512MiB`.
 */

const Duration = v.pipe(v.string(), v.regex(/^\d+(?:\.\d+)?(?:ms|s|m|h)$/));
const ByteSize = v.pipe(v.string(), v.regex(/^\d+(?:\.\d+)?\s?(?:B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/));
const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65535));
const Strings = v.record(v.string(), v.string());
/** Its letters are those `--tmpfs` takes for a path: options follow a colon there. */
const Folder = v.pipe(v.string(), v.regex(/^\/[^:,]*$/));
/** `app`, `1000`, `1000:1000`; a bare number is one in YAML. */
const User = v.union([
  v.pipe(v.string(), v.regex(/^[\w.-]+(?::[\w.-]+)?$/)),
  v.pipe(v.number(), v.integer(), v.minValue(0), v.transform(String)),
]);
const Argv = v.pipe(v.array(v.string()), v.minLength(1));

const HttpProbe = v.strictObject({
  method: v.optional(v.picklist(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']), 'GET'),
  path: v.pipe(v.string(), v.startsWith('/')),
  port: v.optional(Port),
  headers: v.optional(Strings, {}),
  /** Text as it is; anything else is sent as JSON. */
  body: v.optional(v.unknown()),
});

const UpgradeProbe = v.strictObject({
  path: v.pipe(v.string(), v.startsWith('/')),
  port: v.optional(Port),
  headers: v.optional(Strings, {}),
  subprotocol: v.optional(v.pipe(v.string(), v.regex(/^[!#$%&'*+.^_`|~\w-]+$/))),
});

const ProbeConfig = v.strictObject({
  id: v.optional(v.string()),
  http: v.optional(HttpProbe),
  tcp: v.optional(v.strictObject({ port: Port })),
  /** A switch to WebSocket. */
  ws: v.optional(UpgradeProbe),
  /** The health check of gRPC, without TLS; no service = the server as a whole. */
  grpc: v.optional(v.strictObject({ port: v.optional(Port), service: v.optional(v.string(), '') })),
  exec: v.optional(Argv),
  /** A program that is to end by itself, within `readyWithin`; then there is nothing else to ask. */
  exit: v.optional(
    v.strictObject({
      code: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(255)), 0),
      /** A part of what it writes. */
      prints: v.optional(v.pipe(v.string(), v.minLength(1))),
    }),
  ),
  expectStatus: v.optional(v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599))),
  /** A part of the answer, or of what a command prints. */
  expectBody: v.optional(v.pipe(v.string(), v.minLength(1))),
  /** JSON path → value. */
  expectJson: v.optional(v.record(v.pipe(v.string(), v.startsWith('$')), v.unknown())),
  ignore: v.optional(v.array(v.string()), []),
  tolerance: v.optional(v.pipe(v.number(), v.minValue(0)), 0),
});

const ServiceConfig = v.strictObject({ image: v.string(), env: v.optional(Strings, {}), port: v.optional(Port) });

export const Config = v.strictObject({
  dockerfile: v.optional(v.string()),
  target: v.optional(v.string()),
  platform: v.optional(v.string()),
  args: v.optional(Strings, {}),
  /** Image name in a FROM → image to build on instead. Neither is retagged; the record lists each. */
  substitute: v.optional(Strings, {}),
  buildContexts: v.optional(Strings, {}),
  /** File to which an edit is simulated; absent = the entry module found in the start command. */
  entry: v.optional(v.string()),
  port: v.optional(Port),
  readyWithin: v.optional(Duration),
  aliveFor: v.optional(Duration),
  /** How long it may take to end by itself when it is asked to (SIGTERM); whole seconds. */
  stopsWithin: v.optional(Duration),
  env: v.optional(Strings, {}),
  command: v.optional(Argv),
  services: v.optional(v.record(v.string(), ServiceConfig), {}),
  mounts: v.optional(
    v.array(v.strictObject({ source: v.string(), target: v.string(), readonly: v.optional(v.boolean(), true) })),
    [],
  ),
  memory: v.optional(ByteSize),
  cpus: v.optional(v.pipe(v.number(), v.minValue(0.01))),
  /** Nothing of the image can be written to; `tmpfs` names what can. */
  readOnly: v.optional(v.boolean()),
  tmpfs: v.optional(v.array(Folder)),
  /** In place of the image's USER. */
  user: v.optional(User),
  probes: v.optional(
    v.pipe(
      v.array(ProbeConfig),
      v.rawCheck(({ dataset, addIssue }) => {
        const isMixed = dataset.typed && dataset.value.length > 1 && dataset.value.some((p) => p.exit !== undefined);
        if (isMixed) addIssue({ expected: 'exit alone', received: 'more', message: 'exit stands alone' });
      }),
    ),
    [],
  ),
  /** Run on this machine after the probes, with PLIMSOLL_URL set; exit 0 = pass. */
  test: v.optional(Argv),
  optimize: v.optional(
    v.strictObject({
      target: v.optional(v.picklist(['compatible', 'balanced', 'smallest'])),
      runs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      maxTime: v.optional(Duration),
      maxDisk: v.optional(ByteSize),
      skip: v.optional(v.array(v.string()), []),
    }),
    {},
  ),
});
export type Config = v.InferOutput<typeof Config>;
