import { secretValues } from '../../record/redact.ts';
import type { BuildRequest } from '../contract.ts';
import type { HostPort } from '../host-port.ts';

const MAX_SECRET_BYTES = 64 * 1024;

/** Everything a build is given that nobody may read in a log or an answer: secret arguments, and what the `--secret` sources hold. */
export async function collectSecrets(
  request: Pick<BuildRequest, 'args' | 'secrets'>,
  host: HostPort,
): Promise<readonly string[]> {
  const given = await Promise.all(request.secrets.map((spec) => readSecret(spec, host)));
  return [...secretValues(request.args), ...given.filter((s) => s !== undefined)];
}

async function readSecret(spec: string, host: HostPort): Promise<string | undefined> {
  const fields = new Map(spec.split(',').map((f) => splitField(f)));
  const file = fields.get('src') ?? fields.get('source');
  if (file !== undefined) return host.readText(file, MAX_SECRET_BYTES);
  const name = fields.get('env') ?? fields.get('id');
  return name === undefined ? undefined : host.env[name];
}

function splitField(field: string): readonly [string, string] {
  const at = field.indexOf('=');
  return at < 0 ? [field, ''] : [field.slice(0, at).trim().toLowerCase(), field.slice(at + 1)];
}
