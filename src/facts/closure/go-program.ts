import { goCollector } from '../../image/collectors/go-collector.ts';
import { type GoCall, type GoProgram, ZONE_NAME } from '../../image/go/read-go-program.ts';
import { message } from '../../model/message.ts';
import { hasCaBundle } from './ca-bundle.ts';
import { type ClosureFinding, found, type Scene } from './closure-input.ts';
import type { Interpreter } from './interpreter.ts';
import { hasAnyZone, hasGoArchive, hasZone } from './zone-data.ts';

/** A Go program is its own interpreter: what it will ask the image for is told by the calls in its code. */
export const goProgram: Interpreter = {
  runs: () => true,
  check({ check, program }) {
    const go = check.of === 'start' ? check.scene.files.kept(goCollector, program.node) : undefined;
    return go === undefined
      ? []
      : [...checkZones(check.scene, go, program.path), ...checkRoots(check.scene, go, program.path)];
  },
};

function checkZones(scene: Scene, go: GoProgram, program: string): readonly ClosureFinding[] {
  if (!go.loadsZones || go.hasZones || hasGoArchive(scene)) return [];
  const cure = message('closure-cure-copy-zone-data', {});
  const missing = listZones(scene, go).filter((zone) => !hasZone(scene, zone));
  const zone = missing[0];
  if (zone !== undefined) {
    const said = found(
      true,
      'later',
      message('closure-zone-missing', { program, zone }),
      `/usr/share/zoneinfo/${zone}`,
    );
    return [{ ...said, cause: { ...said.cause, cure } }];
  }
  if (hasAnyZone(scene)) return [];
  const said = found(false, 'later', message('closure-no-zone-data', { program }), `${program}: time.LoadLocation`);
  return [{ ...said, cause: { ...said.cause, cure } }];
}

/** Zones that its own code surely asks for, and has nothing in place of. */
function listZones(scene: Scene, { zoneCalls, zoneWords }: GoProgram): readonly string[] {
  return zoneCalls
    .filter(({ isGuarded }) => isGuarded !== true)
    .flatMap((call) => {
      const named = valuesOf(scene, call).filter((word) => ZONE_NAME.test(word));
      // A call in a function that is told the zone by others.
      return named.length > 0 ? named : zoneWords;
    });
}

/** Texts before a call, and the settings that go by such a name. */
function valuesOf(scene: Scene, { words }: GoCall): readonly string[] {
  return words.flatMap((word) => {
    const value = scene.env.get(word);
    return value === undefined ? [word] : [word, value];
  });
}

function checkRoots(scene: Scene, go: GoProgram, program: string): readonly ClosureFinding[] {
  if (!go.asksServers || go.hasRoots || hasCaBundle(scene)) return [];
  const cure = message('closure-cure-copy-ca', {});
  for (const call of go.clientCalls) {
    // The text nearest to the call is what it is given.
    const address = valuesOf(scene, call).findLast((word) => /^https?:\/\//.test(word));
    if (address === undefined || !isPublic(address)) continue;
    const said = found(true, 'later', message('closure-ca-missing', { program, address }), `${program}: ${address}`);
    return [{ ...said, cause: { ...said.cause, cure } }];
  }
  const said = found(false, 'later', message('closure-no-ca-bundle', { program }), `${program}: net/http.Client`);
  return [{ ...said, cause: { ...said.cause, cure } }];
}

const PRIVATE_ENDS = /\.(?:local|localhost|internal|svc|cluster|lan|test|home|corp|invalid|arpa|docker)$/;

/** Whether an address is of a host whose certificate only a public authority vouches for. */
function isPublic(address: string): boolean {
  const host = /^https:\/\/([A-Za-z0-9.-]{1,200})(?:[:/?#]|$)/.exec(address)?.[1]?.toLowerCase();
  return host !== undefined && /\.[a-z]{2,}$/.test(host) && !PRIVATE_ENDS.test(host);
}
