import type { Catalogue } from '../contract.ts';

const ABILITIES = {
  'cache-mounts': 'cache mounts',
  'named-contexts': 'named contexts',
  secrets: 'secrets',
  'oci-layout': 'writing an OCI layout',
} as const;

export const doctorSentences = {
  'doctor-client': (a) => `${a.program} ${a.version} on the PATH`,
  'doctor-server': (a) => `engine ${a.version} (API ${a.apiVersion}, ${a.platform}) answers at ${a.endpoint}`,
  'doctor-builder': (a) => `builder: buildx ${a.version}, BuildKit ${a.buildkit}, driver ${a.driver}`,
  'doctor-no-buildx': () => 'buildx is missing; builds fall back to the classic builder',
  'doctor-able': () => 'the builder can do all that is asked of it',
  'doctor-lacks': (a, w) => `the builder lacks ${w.list(a.lacking.map((ability) => ABILITIES[ability]))}`,
  'doctor-store': (a) => `images are kept in the ${a.store} store (${a.driver})`,
  'doctor-platforms': (a, w) => `builds for ${w.list(a.platforms)}`,
  'doctor-machine': (a, w) => `${a.cpus} CPUs, ${w.bytes(a.memoryBytes)} of memory, cgroup v${a.cgroup}`,
  'doctor-disk': (a, w) => `${w.bytes(a.freeBytes)} free where the engine keeps its data (${a.dir})`,
  'doctor-disk-unknown': (a) => `how much disk is free under ${a.dir} cannot be told from here`,
  'doctor-cache': (a, w) =>
    `${w.bytes(a.cacheBytes)} of build cache, ${w.bytes(a.imageBytes)} in ${w.count(a.images)} images`,
  'doctor-cache-unknown': (a, w) => `the engine did not say within ${w.duration(a.afterMs)} how big its cache is`,
} satisfies Partial<Catalogue>;
