import type { ProbeSet } from '../verify/contract.ts';
import type { Learned } from './attempt-rung.ts';

/**
 * What was learned, as it may be written beside the run. Environment, commands, headers and bodies may hold secrets; they are
 * in the user's own configuration and are not written twice. What the answers held is hidden where they are taken in.
 */
export function withoutSettings(learned: Learned): Learned {
  const { command: _command, userTest: _userTest, ...set } = learned.baseline.set;
  const bare: ProbeSet = {
    ...set,
    env: {},
    services: set.services.map((s) => ({ ...s, env: {} })),
    probes: set.probes.map((p) => ({
      ...p,
      demands: undefined,
      ...(p.http ? { http: { ...p.http, headers: {}, body: undefined } } : {}),
      ...(p.ws ? { ws: { ...p.ws, headers: {}, subprotocol: undefined } } : {}),
    })),
  };
  return { ...learned, baseline: { ...learned.baseline, set: bare } };
}

/** What `withoutSettings` left out comes back from the configuration it was learned with. */
export function withSettings(learned: Learned, configured: Partial<ProbeSet>): Learned {
  const { set } = learned.baseline;
  const { command, userTest } = configured;
  // By their order: two of one name have other names in the set.
  const given = [...(configured.probes ?? [])];
  const probes = set.probes.map((p) => (p.from === 'config' ? { ...p, ...given.shift(), id: p.id } : p));
  const full: ProbeSet = {
    ...set,
    env: configured.env ?? {},
    services: configured.services ?? [],
    probes,
    ...(command === undefined ? {} : { command }),
    ...(userTest === undefined ? {} : { userTest }),
  };
  return { ...learned, baseline: { ...learned.baseline, set: full } };
}
