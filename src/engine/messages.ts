export {};

declare module '../model/message.ts' {
  interface Messages {
    'engine-not-found': { program: string };
    'engine-down': { endpoint: string; reason: string };
    'engine-refused': { operation: string; status: number; reason: string };
    'engine-endpoint-unsupported': { endpoint: string };
    'unknown-engine': { name: string };
    'unknown-builder': { name: string };
    'builder-lacks': {
      builder: string;
      ability: 'cache-mounts' | 'named-contexts' | 'secrets' | 'ssh' | 'ignore-beside';
    };
    /** `where`: the engine's own disk, or this machine's temporary folder or layout. `path`: what was written, where it is known. */
    'disk-full': { where: 'engine' | 'here'; reason: string; path?: string };
    /** `line` and `command` of the instruction that failed, where the builder told; `log`: its last lines. */
    'build-failed': {
      dockerfile: string;
      line?: number | undefined;
      command: string;
      exitCode?: number | undefined;
      reason: string;
      log: readonly string[];
    };
    'build-interrupted': { tag: string };
    'base-not-found': {
      reference: string;
      why: 'not-found' | 'denied' | 'unreachable';
      line?: number | undefined;
      reason: string;
    };
    /** The Dockerfile's `# syntax=` line names a frontend that cannot be had. */
    'frontend-not-found': { reference: string; why: 'not-found' | 'denied' | 'unreachable'; reason: string };
    'dockerfile-not-read': { dockerfile: string; reason: string };
    'bad-name': {
      of: 'image' | 'build-arg' | 'context' | 'target' | 'platform' | 'builder' | 'secret' | 'ssh';
      name: string;
    };
    /** `tags`: what else the engine has of that name. */
    'image-not-found': { image: string; tags?: readonly string[] };
    'image-not-loaded': { reason: string };
    'container-not-started': { image: string; reason: string };
    'container-not-running': { container: string };
    'run-interrupted': { image: string };
    /** Hints. */
    'hint-doctor': Record<string, never>;
    'hint-install-engine': Record<string, never>;
    'hint-substitute': { reference: string };
    'hint-free-disk': Record<string, never>;
  }
}
